package io.fedlog.runtime.secure;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.ShareKind;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShare;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureMember;
import java.nio.ByteBuffer;

/** The protocol's records as they stand on the log, and back. */
public final class SecureRecords {
  private SecureRecords() {}

  /** Phase 1. */
  public static AdvertisedKeys record(Advertisement own) {
    return new AdvertisedKeys(
        buffer(own.shareKey()), buffer(own.maskKey()), buffer(own.signature()));
  }

  /** Phase 1, of the store that sent it. */
  public static Advertisement read(String storeId, AdvertisedKeys keys) {
    return new Advertisement(
        storeId, bytes(keys.getShareKey()), bytes(keys.getMaskKey()), bytes(keys.getSignature()));
  }

  /** Phase 2: one store of the group. */
  public static SecureMember member(Advertisement member) {
    return new SecureMember(
        member.store(),
        buffer(member.shareKey()),
        buffer(member.maskKey()),
        buffer(member.signature()));
  }

  /** Phase 2: one store of the group. */
  public static Advertisement read(SecureMember member) {
    return new Advertisement(
        member.getStoreId(),
        bytes(member.getShareKey()),
        bytes(member.getMaskKey()),
        bytes(member.getSignature()));
  }

  /** Phase 3. */
  public static io.fedlog.schemas.DealtShares record(DealtShares own) {
    return new io.fedlog.schemas.DealtShares(
        buffer(own.group()),
        buffer(own.seedCommitment()),
        buffer(own.shareDigests()),
        buffer(own.boxes()));
  }

  /** Phase 3, of the store that sent it. */
  public static DealtShares read(String storeId, io.fedlog.schemas.DealtShares dealt) {
    return new DealtShares(
        storeId,
        bytes(dealt.getGroupDigest()),
        bytes(dealt.getSeedCommitment()),
        bytes(dealt.getShareDigests()),
        bytes(dealt.getBoxes()));
  }

  /** Phase 5. */
  public static io.fedlog.schemas.MaskSeal record(MaskSeal own) {
    return new io.fedlog.schemas.MaskSeal(
        buffer(own.group()), buffer(own.sharers()), own.weight(), buffer(own.signature()));
  }

  /** Phase 5, of the store that sent it. */
  public static MaskSeal read(String storeId, io.fedlog.schemas.MaskSeal mask) {
    return new MaskSeal(
        storeId,
        bytes(mask.getGroupDigest()),
        bytes(mask.getSharersDigest()),
        mask.getMaskedWeight(),
        bytes(mask.getSignature()));
  }

  /** Phase 6b. */
  public static OutcomeConfirmed record(Confirmation own) {
    return new OutcomeConfirmed(buffer(own.outcome()), buffer(own.signature()));
  }

  /** Phase 6b, of the store that sent it. */
  public static Confirmation read(String storeId, OutcomeConfirmed confirmed) {
    return new Confirmation(
        storeId, bytes(confirmed.getOutcomeDigest()), bytes(confirmed.getSignature()));
  }

  /** Phase 7. */
  public static RevealedShares record(Reveal own) {
    return new RevealedShares(
        buffer(own.outcome()),
        own.shares().stream()
            .map(
                share ->
                    new RevealedShare(
                        share.dealer(),
                        io.fedlog.schemas.ShareKind.valueOf(share.kind().name()),
                        buffer(share.bytes())))
            .toList());
  }

  /** Phase 7, of the store that sent it. */
  public static Reveal read(String storeId, RevealedShares revealed) {
    return new Reveal(
        storeId,
        bytes(revealed.getOutcomeDigest()),
        revealed.getShares().stream()
            .map(
                share ->
                    new Reveal.Share(
                        share.getDealer(),
                        ShareKind.valueOf(share.getKind().name()),
                        bytes(share.getShare())))
            .toList());
  }

  /** A copy of what the buffer holds. */
  public static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }
}
