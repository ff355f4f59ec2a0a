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
    StoreSession receiver = RoundOnLog.restored(log, "store-1");
    DealtShares dealt = log.dealt.get(0);
    for (int at = 0; at < ShareBox.BYTES; at++) {
      byte[] boxes = flipped(dealt.boxes(), at);
      assertRefused(
          Reason.BAD_SHARE,
          () ->
              receiver.take(
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
            receiver.take(
                new DealtShares(
                    dealt.store(),
                    dealt.group(),
                    flipped(dealt.seedCommitment(), 31),
                    dealt.shareDigests(),
                    dealt.boxes())));
    assertRefused(
        Reason.BAD_SHARE,
        () ->
            receiver.take(
                new DealtShares(
                    dealt.store(),
                    dealt.group(),
                    dealt.seedCommitment(),
                    flipped(dealt.shareDigests(), 200),
                    dealt.boxes())));
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
        Reason.MALFORMED, reveal(with(sound, share.dealer(), share.kind(), new byte[39])));
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

  /** Its shares are what it committed to, but of another seed: the dealer is named, nobody else. */
  @Test
  void shouldNameTheDealer_whoseSharesDoNotGiveItsSecret() {
    log.group = log.server.closeGroup();
    for (String store : log.stores.keySet()) {
      DealtShares dealt = log.stores.get(store).join(log.group);
      DealtShares sent = store.equals("store-3") ? withOtherSeed(dealt) : dealt;
      assertThat(log.server.accept(sent)).isEmpty();
      log.dealt.add(sent);
    }
    log.stores.keySet().forEach(log::takeShares);
    log.sharers = log.server.closeSharers();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    log.finish();

    assertThat(log.server.isRecoverable()).isTrue();
    assertThatThrownBy(() -> log.server.unmask())
        .hasMessageContaining("the shares dealt by store-3 do not give the secret committed to");
  }

  /** A dealer that commits to a seed it does not share, boxes and all in order. */
  private DealtShares withOtherSeed(DealtShares dealt) {
    int dealer = log.group.ordinalOf("store-3");
    byte[] root = StoreMemory.fromBytes(log.stores.get("store-3").save()).root();
    X25519 shareKey = new X25519(new StoreKeys(root, "store-3", TERMS).shareKey());
    byte[] commitment = flipped(dealt.seedCommitment(), 0);
    byte[] boxes = new byte[dealt.boxes().length];
    int[] neighbours = log.group.neighboursOf(dealer);
    for (int i = 0; i < neighbours.length; i++) {
      byte[] agreed = shareKey.agree(log.group.members().get(neighbours[i]).shareKey());
      ShareBox box = new ShareBox(agreed, dealt.group(), dealer, neighbours[i]);
      byte[] pair = box.open(dealt.box(i), dealt.commitments());
      byte[] sealed = box.seal(pair, DealtShares.commitments(commitment, dealt.shareDigests()));
      System.arraycopy(sealed, 0, boxes, i * ShareBox.BYTES, ShareBox.BYTES);
    }
    return new DealtShares("store-3", dealt.group(), commitment, dealt.shareDigests(), boxes);
  }

  /** The server would refuse all that its holder reveals, so the holder must not take it. */
  @Test
  void shouldNotTakeAShare_thatNobodyCouldReveal() {
    log.group = log.server.closeGroup();
    int dealer = log.group.ordinalOf("store-3");
    int holder = log.group.ordinalOf("store-1");
    DealtShares dealt = log.stores.get("store-3").join(log.group);
    StoreSession receiver = log.stores.get("store-1");
    assertThat(receiver.join(log.group).store()).isEqualTo("store-1");
    byte[] pair = new byte[2 * ShareBytes.BYTES];
    Arrays.fill(pair, (byte) -1);
    byte[] share = Arrays.copyOf(pair, ShareBytes.BYTES);
    byte[] digests = dealt.shareDigests();
    int place = log.group.placeOf(dealer, holder);
    for (ShareKind kind : ShareKind.values()) {
      byte[] digest = ShareBytes.digest(dealt.group(), kind, dealer, holder, share);
      System.arraycopy(digest, 0, digests, 64 * place + 32 * kind.ordinal(), 32);
    }
    byte[] root = StoreMemory.fromBytes(log.stores.get("store-3").save()).root();
    byte[] agreed =
        new X25519(new StoreKeys(root, "store-3", TERMS).shareKey())
            .agree(log.group.members().get(holder).shareKey());
    byte[] box =
        new ShareBox(agreed, dealt.group(), dealer, holder)
            .seal(pair, DealtShares.commitments(dealt.seedCommitment(), digests));
    byte[] boxes = dealt.boxes();
    System.arraycopy(box, 0, boxes, ShareBox.BYTES * place, ShareBox.BYTES);

    assertThatThrownBy(
            () ->
                receiver.take(
                    new DealtShares(
                        "store-3", dealt.group(), dealt.seedCommitment(), digests, boxes)))
        .hasMessage(
            "store-3 dealt store-1 a SELF_MASK share that is none, or not the one it committed to");
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
