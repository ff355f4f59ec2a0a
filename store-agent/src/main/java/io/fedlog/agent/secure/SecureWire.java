package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShare;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.SecureMember;
import io.fedlog.schemas.ShareKind;
import java.nio.ByteBuffer;
import java.util.List;

/** The protocol's records as they travel, and back. */
public final class SecureWire {
  private SecureWire() {}

  static AdvertisedKeys wire(Advertisement keys) {
    return new AdvertisedKeys(
        ByteBuffer.wrap(keys.shareKey()),
        ByteBuffer.wrap(keys.maskKey()),
        ByteBuffer.wrap(keys.signature()));
  }

  static io.fedlog.schemas.DealtShares wire(DealtShares dealt) {
    return new io.fedlog.schemas.DealtShares(
        ByteBuffer.wrap(dealt.group()),
        ByteBuffer.wrap(dealt.seedCommitment()),
        ByteBuffer.wrap(dealt.shareDigests()),
        ByteBuffer.wrap(dealt.boxes()));
  }

  static OutcomeConfirmed wire(Confirmation confirmation) {
    return new OutcomeConfirmed(
        ByteBuffer.wrap(confirmation.outcome()), ByteBuffer.wrap(confirmation.signature()));
  }

  static RevealedShares wire(Reveal reveal) {
    List<RevealedShare> shares =
        reveal.shares().stream()
            .map(
                share ->
                    new RevealedShare(
                        share.dealer(),
                        ShareKind.valueOf(share.kind().name()),
                        ByteBuffer.wrap(share.bytes())))
            .toList();
    return new RevealedShares(ByteBuffer.wrap(reveal.outcome()), shares);
  }

  static Advertisement member(SecureMember member) {
    return new Advertisement(
        member.getStoreId(),
        bytes(member.getShareKey()),
        bytes(member.getMaskKey()),
        bytes(member.getSignature()));
  }

  static DealtShares dealt(String store, io.fedlog.schemas.DealtShares dealt) {
    return new DealtShares(
        store,
        bytes(dealt.getGroupDigest()),
        bytes(dealt.getSeedCommitment()),
        bytes(dealt.getShareDigests()),
        bytes(dealt.getBoxes()));
  }

  static Confirmation confirmation(String store, OutcomeConfirmed confirmed) {
    return new Confirmation(
        store, bytes(confirmed.getOutcomeDigest()), bytes(confirmed.getSignature()));
  }

  /** The seal's part of a masked update. */
  public static io.fedlog.schemas.MaskSeal wire(MaskSeal seal) {
    return new io.fedlog.schemas.MaskSeal(
        ByteBuffer.wrap(seal.group()),
        ByteBuffer.wrap(seal.sharers()),
        seal.weight(),
        ByteBuffer.wrap(seal.signature()));
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
