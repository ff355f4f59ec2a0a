package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Refusal.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is late, twice, garbled, foreign or a lie is refused by name and changes nothing. */
class HostileRecordsTest {
  private static final SecureTerms TERMS = terms("round-1");

  private RoundOnLog log;

  private static SecureTerms terms(String roundId) {
    return new SecureTerms(roundId, 3, 10, 10, GroupTerms.complete(Adversary.MALICIOUS, 0.2, 0.2));
  }

  @BeforeEach
  void begin() {
    log = new RoundOnLog(TERMS, 5, new Random(9));
    log.stores.keySet().forEach(log::advertise);
  }

  private void shared() {
    log.group = log.server.closeGroup();
    log.stores.keySet().forEach(log::share);
    log.stores.keySet().forEach(log::takeShares);
    log.sharers = log.server.closeSharers();
  }

  private void confirmed() {
    shared();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    log.outcome = log.server.closeSurvivors();
    log.stores.keySet().forEach(log::confirm);
  }

  @Test
  void shouldRefuseAdvertisements_thatAreTwiceWeakOrUnsigned() {
    GroupFold server = log.server;
    Advertisement known = log.advertisements.get(0);
    Advertisement other =
        new RoundOnLog(terms("round-2"), 6, new Random(1)).stores.get("store-5").advertise();
    byte[] low = new byte[32];

    assertRefused(Reason.DUPLICATE, server.accept(known));
    assertRefused(Reason.BAD_SIGNATURE, server.accept(other));
    assertRefused(
        Reason.BAD_KEY,
        server.accept(new Advertisement("store-9", low, known.maskKey(), new byte[32])));
    assertRefused(
        Reason.BAD_KEY,
        server.accept(new Advertisement("store-9", known.shareKey(), low, new byte[32])));
    assertThat(server.closeGroup().members()).hasSize(5);
  }

  /** Else the group could not be closed, which everybody would pay for. */
  @Test
  void shouldRefuseAnAdvertisement_thatHasAKeyOfAnotherOrOneKeyTwice() {
    Advertisement known = log.advertisements.get(0);
    byte[] own = X25519.publicKey(new byte[32]);

    assertRefused(Reason.DUPLICATE, log.server.accept(signed(known.shareKey(), own)));
    assertRefused(Reason.DUPLICATE, log.server.accept(signed(own, known.shareKey())));
    assertRefused(Reason.DUPLICATE, log.server.accept(signed(known.maskKey(), own)));
    assertRefused(Reason.DUPLICATE, log.server.accept(signed(own, own)));
    assertThat(log.server.closeGroup().members()).isEqualTo(log.advertisements);
  }

  private static Advertisement signed(byte[] shareKey, byte[] maskKey) {
    byte[] message = Advertisement.message(TERMS, "store-9", shareKey, maskKey);
    return new Advertisement(
        "store-9", shareKey, maskKey, TestSignatures.signer("store-9").sign(message));
  }

  /** A server could hand it on, since it alone checks all keys; a mask in common would be known. */
  @Test
  void shouldJoinNoGroup_withAMaskKeyThatAnybodyAgreesWith() {
    List<Advertisement> members = new ArrayList<>(log.advertisements);
    byte[] low = new byte[32];
    byte[] shareKey = members.get(3).shareKey();
    byte[] signature =
        TestSignatures.signer("store-3")
            .sign(Advertisement.message(TERMS, "store-3", shareKey, low));
    members.set(3, new Advertisement("store-3", shareKey, low, signature));
    StoreSession store = log.stores.get("store-1");
    byte[] before = store.save();

    assertRefused(Reason.BAD_KEY, () -> store.join(new Group(TERMS, members)));
    assertThat(store.save()).isEqualTo(before);
    assertThat(store.join(log.server.closeGroup()).store()).isEqualTo("store-1");
  }

  @Test
  void shouldRefuseAGroup_withACopiedKeyOrTooFewStores() {
    List<Advertisement> members = new ArrayList<>(log.advertisements);
    members.add(
        new Advertisement(
            "store-9", members.get(0).shareKey(), members.get(0).maskKey(), new byte[0]));

    assertThatThrownBy(() -> new Group(TERMS, members))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("store-9 or one of its keys is twice");
    assertThatThrownBy(() -> new Group(TERMS, members.subList(0, 2)))
        .isInstanceOf(RefusedException.class)
        .hasMessage("2 stores advertised keys for round round-1, 3 are needed");
  }

  @Test
  void shouldRefuseRecords_outOfTheirPhase() {
    DealtShares early =
        new DealtShares("store-0", new byte[32], new byte[32], new byte[0], new byte[0]);
    assertRefused(Reason.WRONG_PHASE, log.server.accept(early));
    shared();
    assertRefused(Reason.WRONG_PHASE, log.server.accept(log.advertisements.get(0)));
    assertRefused(Reason.WRONG_PHASE, log.server.accept(log.dealt.get(0)));
    assertThatThrownBy(() -> log.server.unmask()).hasMessageContaining("waits for MASK");
    StoreSession store = log.stores.get("store-1");
    assertThatThrownBy(() -> store.reveal(List.of())).hasMessageContaining("reveals nothing");
  }

  @Test
  void shouldRefuseShares_ofAnotherGroupLengthOrSender() {
    log.group = log.server.closeGroup();
    DealtShares dealt = log.stores.get("store-0").join(log.group);
    byte[] none = new byte[0];

    assertRefused(
        Reason.FOREIGN,
        log.server.accept(
            new DealtShares("store-0", new byte[32], dealt.seedCommitment(), none, none)));
    assertRefused(
        Reason.MALFORMED,
        log.server.accept(
            new DealtShares("store-0", dealt.group(), dealt.seedCommitment(), none, none)));
    assertRefused(
        Reason.UNKNOWN_STORE,
        log.server.accept(
            new DealtShares("store-9", dealt.group(), dealt.seedCommitment(), none, none)));
    assertThat(log.server.accept(dealt)).isEmpty();
    assertRefused(Reason.DUPLICATE, log.server.accept(dealt));
  }

  /** Each byte of a receiver's box, of the digests and of the commitment is covered. */
  @Test
  void shouldNotOpenShares_thatWereTouched() {
    shared();
    DealtShares dealt = log.dealt.remove(0);
    for (int at = 0; at < ShareBox.BYTES; at++) {
      byte[] boxes = flipped(dealt.boxes(), at);
      assertRefused(
          Reason.BAD_SHARE,
          () ->
              take(
                  new DealtShares(
                      dealt.store(),
                      dealt.group(),
                      dealt.seedCommitment(),
                      dealt.shareDigests(),
                      boxes)));
    }
    assertRefused(
        Reason.BAD_SHARE,
        () ->
            take(
                new DealtShares(
                    dealt.store(),
                    dealt.group(),
                    flipped(dealt.seedCommitment(), 31),
                    dealt.shareDigests(),
                    dealt.boxes())));
    assertRefused(
        Reason.BAD_SHARE,
        () ->
            take(
                new DealtShares(
                    dealt.store(),
                    dealt.group(),
                    dealt.seedCommitment(),
                    flipped(dealt.shareDigests(), 200),
                    dealt.boxes())));
  }

  /** By a store that has heard nothing of the dealer yet. */
  private void take(DealtShares dealt) {
    RoundOnLog.restored(log, "store-1").take(dealt);
  }

  @Test
  void shouldRefuseSeals_ofAnotherSetSignerOrTime() {
    shared();
    MaskSeal seal = log.masking("store-0").seal();

    assertRefused(
        Reason.FOREIGN,
        log.server.accept(
            new MaskSeal("store-0", seal.group(), new byte[32], seal.weight(), seal.signature())));
    assertRefused(
        Reason.BAD_SIGNATURE,
        log.server.accept(
            new MaskSeal(
                "store-0", seal.group(), seal.sharers(), seal.weight() + 1, seal.signature())));
    assertRefused(
        Reason.BAD_SIGNATURE,
        log.server.accept(
            new MaskSeal(
                "store-1", seal.group(), seal.sharers(), seal.weight(), seal.signature())));
    assertThat(log.server.accept(seal)).isEmpty();
    assertRefused(Reason.DUPLICATE, log.server.accept(seal));
  }

  @Test
  void shouldRefuseConfirmations_thatAreForeignTwiceOrUnsigned() {
    shared();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    log.outcome = log.server.closeSurvivors();
    Confirmation sound = log.stores.get("store-0").confirm(log.outcome, log.seals);

    assertRefused(
        Reason.FOREIGN,
        log.server.accept(new Confirmation("store-0", new byte[32], sound.signature())));
    assertRefused(
        Reason.BAD_SIGNATURE,
        log.server.accept(new Confirmation("store-1", sound.outcome(), sound.signature())));
    assertRefused(
        Reason.UNKNOWN_STORE,
        log.server.accept(new Confirmation("store-9", sound.outcome(), sound.signature())));
    assertThat(log.server.accept(sound)).isEmpty();
    assertRefused(Reason.DUPLICATE, log.server.accept(sound));
  }

  @Test
  void shouldRefuseReveals_whoseSharesAreNotWhatWasDealt() {
    confirmed();
    Reveal sound = log.stores.get("store-0").reveal(log.confirmations);
    Reveal.Share share = sound.shares().get(0);

    assertRefused(Reason.FOREIGN, reveal(new Reveal("store-0", new byte[32], sound.shares())));
    assertRefused(
        Reason.BAD_SHARE,
        reveal(with(sound, share.dealer(), share.kind(), flipped(share.bytes(), 3))));
    assertRefused(
        Reason.MALFORMED, reveal(with(sound, share.dealer(), ShareKind.MASK_KEY, share.bytes())));
    assertRefused(
        Reason.BAD_SHARE, reveal(with(sound, share.dealer(), share.kind(), new byte[39])));
    assertRefused(Reason.BAD_SHARE, reveal(new Reveal("store-0", sound.outcome(), List.of())));
    assertRefused(Reason.UNKNOWN_STORE, reveal(with(sound, 0, share.kind(), share.bytes())));
    assertRefused(Reason.UNKNOWN_STORE, reveal(with(sound, 5, share.kind(), share.bytes())));
    assertRefused(
        Reason.BAD_SHARE,
        reveal(new Reveal("store-1", sound.outcome(), List.of(sound.shares().get(1)))));
    assertRefused(
        Reason.DUPLICATE, reveal(new Reveal("store-0", sound.outcome(), List.of(share, share))));
    assertThat(reveal(sound)).isEmpty();
    assertRefused(Reason.DUPLICATE, reveal(sound));
    assertThatThrownBy(() -> log.server.unmask())
        .hasMessageContaining("0 shares of store-0 were revealed, 2 are needed");
  }

  private Optional<Refusal> reveal(Reveal reveal) {
    return log.server.accept(reveal);
  }

  private static Reveal with(Reveal reveal, int dealer, ShareKind kind, byte[] bytes) {
    return new Reveal(
        reveal.store(), reveal.outcome(), List.of(new Reveal.Share(dealer, kind, bytes)));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = Arrays.copyOf(bytes, bytes.length);
    flipped[at] ^= 1;
    return flipped;
  }

  private static void assertRefused(Reason reason, Optional<Refusal> verdict) {
    assertThat(verdict).map(Refusal::reason).contains(reason);
  }

  private static void assertRefused(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().reason()).isEqualTo(reason));
  }
}
