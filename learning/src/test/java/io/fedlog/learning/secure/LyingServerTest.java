package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Refusal.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A server that tells stores different things about the same round. Of 7 stores 2 may be corrupt,
 * so 5 signatures make an outcome; stores 5 and 6 are the corrupt ones and sign whatever helps.
 */
class LyingServerTest {
  private static final int STORES = 7;
  private static final int HONEST = 5;
  private static final SecureTerms TERMS =
      new SecureTerms("round-1", 3, 10, 10, GroupTerms.complete(Adversary.MALICIOUS, 0.29, 0.29));

  private RoundOnLog log;
  private Outcome first;
  private Outcome second;

  /** Everybody masked; the server then says to some that store 0 is lost, to others that 6 is. */
  @BeforeEach
  void play() {
    log = masked(7);
    first = outcome(0);
    second = outcome(6);
  }

  private static RoundOnLog masked(int seed) {
    RoundOnLog log = new RoundOnLog(TERMS, STORES, new Random(seed));
    log.stores.keySet().forEach(log::advertise);
    log.group = log.server.closeGroup();
    log.stores.keySet().forEach(log::share);
    log.stores.keySet().forEach(log::takeShares);
    log.sharers = log.server.closeSharers();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    return log;
  }

  private Outcome outcome(int lost) {
    return new Outcome(
        log.group.digest(),
        log.sharers,
        StoreSet.of(STORES, IntStream.range(0, STORES).filter(store -> store != lost)));
  }

  /** However the honest stores are divided: who reveals, reveals for the same outcome. */
  @Test
  void shouldGetNoTwoOutcomesRevealed_howeverItDividesTheStores() {
    int answers = 0;
    for (int division = 0; division < 1 << HONEST; division++) {
      List<Confirmation> signed = new ArrayList<>();
      List<StoreSession> sessions = new ArrayList<>();
      for (int i = 0; i < HONEST; i++) {
        StoreSession session = RoundOnLog.restored(log, "store-" + i);
        boolean shownFirst = (division >> i & 1) == 1 && i != 0;
        signed.add(session.confirm(shownFirst ? first : second, log.seals));
        sessions.add(session);
      }
      for (Outcome shown : List.of(first, second)) {
        signed.add(forged("store-5", shown));
        signed.add(forged("store-6", shown));
      }

      List<String> revealed = new ArrayList<>();
      for (StoreSession session : sessions) {
        try {
          revealed.add(Arrays.toString(session.reveal(signed).outcome()));
        } catch (RefusedException e) {
          assertThat(e.refusal().reason()).isEqualTo(Reason.TOO_FEW);
          assertThat(e).hasMessageContaining("5 are needed");
        }
      }
      assertThat(revealed.stream().distinct().count()).isLessThanOrEqualTo(1);
      answers += revealed.size();
    }
    assertThat(answers).as("with enough help an outcome is revealed").isPositive();
  }

  @Test
  void shouldGetNothing_whenItShowsTwoOutcomesWithoutHelpers() {
    List<Confirmation> signed = new ArrayList<>();
    for (int i = 1; i < HONEST; i++) {
      signed.add(log.stores.get("store-" + i).confirm(i % 2 == 0 ? first : second, log.seals));
    }
    for (int i = 1; i < HONEST; i++) {
      StoreSession session = log.stores.get("store-" + i);
      assertThatThrownBy(() -> session.reveal(signed))
          .hasMessageContaining("2 stores confirmed the outcome of round round-1, 5 are needed")
          .hasMessageContaining("the server may have shown two");
    }
  }

  @Test
  void shouldGetNoSecondOutcomeConfirmed_notEvenAfterARestart() {
    StoreSession session = log.stores.get("store-1");
    Confirmation confirmed = session.confirm(first, log.seals);

    assertRefused(Reason.CHANGED, () -> session.confirm(second, log.seals));
    log.restart("store-1");
    StoreSession restarted = log.stores.get("store-1");
    assertRefused(Reason.CHANGED, () -> restarted.confirm(second, log.seals));
    assertThat(restarted.confirm(first, log.seals)).usingRecursiveComparison().isEqualTo(confirmed);
  }

  @Test
  void shouldGetNothing_whenOneStoreIsSaidToBeAloneWithCorruptOnes() {
    Outcome tiny =
        new Outcome(log.group.digest(), log.sharers, StoreSet.of(STORES, IntStream.of(1, 5, 6)));

    assertRefused(Reason.TOO_FEW, () -> log.stores.get("store-1").confirm(tiny, log.seals));
  }

  /** Its seed would be revealed, though what it masked hides under fewer common masks. */
  @Test
  void shouldGetNothing_whenAStoreMaskedUnderOtherSharers() {
    StoreSet fewer = StoreSet.of(STORES, IntStream.range(0, STORES - 1));
    StoreSession misled = begun(log, "store-1");
    misled.join(log.group);
    List<MaskSeal> seals = new ArrayList<>(log.seals);
    seals.removeIf(seal -> seal.store().equals("store-1"));
    seals.add(misled.mask(fewer, log.digest("store-1")).seal());

    assertThatThrownBy(() -> log.stores.get("store-2").confirm(first, seals))
        .hasMessageContaining("1 neighbours of store-2 are said to be in the sum")
        .hasMessageContaining("store-1 masked its update under another set of sharers");
  }

  @Test
  void shouldGetNoSecondUpdateMasked_underTheSameMasks() {
    StoreSession session = log.stores.get("store-1");
    log.updates.put("store-1", new long[10]);

    assertRefused(Reason.CHANGED, () -> session.mask(log.sharers, log.digest("store-1")));
    StoreSet others = StoreSet.of(STORES, IntStream.range(0, STORES - 1));
    assertRefused(Reason.CHANGED, () -> session.mask(others, log.digest("store-1")));
  }

  @Test
  void shouldGetNoSecondGroupJoined() {
    List<Advertisement> reversed = new ArrayList<>(log.advertisements);
    Collections.reverse(reversed);

    assertRefused(Reason.CHANGED, () -> log.stores.get("store-1").join(new Group(TERMS, reversed)));
  }

  @Test
  void shouldGetNoKeyOfItsOwnInPlaceOfAStores() {
    List<Advertisement> members = new ArrayList<>(log.advertisements);
    Advertisement stolen = members.get(3);
    byte[] own = X25519.publicKey(new byte[32]);
    members.set(3, new Advertisement(stolen.store(), own, stolen.maskKey(), stolen.signature()));
    StoreSession fresh = begun(log, "store-1");

    assertRefused(Reason.BAD_SIGNATURE, () -> fresh.join(new Group(TERMS, members)));
  }

  /** The store as it was at the round's beginning. */
  private static StoreSession begun(RoundOnLog log, String store) {
    return StoreSession.begin(
        TERMS,
        store,
        StoreMemory.fromBytes(log.stores.get(store).save()).root(),
        TestSignatures.signer(store),
        TestSignatures.verifier());
  }

  private static Confirmation forged(String store, Outcome outcome) {
    byte[] digest = outcome.digest();
    return new Confirmation(
        store, digest, TestSignatures.signer(store).sign(Confirmation.message(digest, store)));
  }

  private static void assertRefused(Reason reason, Runnable action) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            RefusedException.class, e -> assertThat(e.refusal().reason()).isEqualTo(reason));
  }
}
