package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Refusal.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A lying server on a sparse graph of 60 stores, each with 16 neighbours, of which 6 may vanish and
 * one is corrupt. What a store must not find out of its neighbourhood alone, since the server
 * chooses what is said there, the quorum over the whole group tells it.
 */
class SparseLyingServerTest {
  private static final int STORES = 60;
  private static final String VICTIM = "store-7";
  private static final SecureTerms TERMS =
      new SecureTerms("round-1", 3, 4, 4, GroupTerms.sparse(Adversary.MALICIOUS, 0.1, 0.02));

  private static RoundOnLog log;
  private static int victim;
  private static Set<Integer> around;

  @BeforeAll
  static void play() {
    log = new RoundOnLog(TERMS, STORES, new Random(31));
    log.stores.keySet().forEach(log::advertise);
    log.group = log.server.closeGroup();
    log.stores.keySet().forEach(log::share);
    log.stores.keySet().forEach(log::takeShares);
    log.sharers = log.server.closeSharers();
    log.stores.keySet().forEach(store -> log.mask(store, 1));
    victim = log.group.ordinalOf(VICTIM);
    around =
        IntStream.of(log.group.neighboursOf(victim))
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(log.group.size().isComplete()).isFalse();
    assertThat(around).hasSize(16);
  }

  private static Outcome outcome(Set<Integer> lost) {
    return new Outcome(log.group.digest(), log.sharers, without(lost));
  }

  private static StoreSet without(Set<Integer> lost) {
    return StoreSet.of(STORES, IntStream.range(0, STORES).filter(store -> !lost.contains(store)));
  }

  /**
   * Half of the victim's neighbours are told that it is in the sum, half that it is lost: with both
   * secrets its update would be bare. On the graph alone each half would have enough signatures
   * around it; here at most one of two outcomes finds a quorum, and of the victim's secrets one.
   */
  @Test
  void shouldGetSharesOfOneSecretOnly_howeverItDividesTheStores() {
    Outcome with = outcome(Set.of());
    Outcome lost = outcome(Set.of(victim));
    int revealed = 0;
    for (int toldLost = 0; toldLost <= STORES - 1; toldLost += 13) {
      List<Integer> order = new ArrayList<>(around);
      IntStream.range(0, STORES)
          .filter(store -> store != victim && !around.contains(store))
          .forEach(order::add);
      List<Confirmation> signed = new ArrayList<>();
      List<StoreSession> sessions = new ArrayList<>();
      for (int i = 0; i < order.size(); i++) {
        StoreSession session = RoundOnLog.restored(log, log.group.storeAt(order.get(i)));
        signed.add(session.confirm(i < toldLost ? lost : with, log.seals));
        sessions.add(session);
      }
      Set<ShareKind> kinds = new TreeSet<>();
      for (StoreSession session : sessions) {
        try {
          session.reveal(signed).shares().stream()
              .filter(share -> share.dealer() == victim)
              .forEach(share -> kinds.add(share.kind()));
        } catch (RefusedException e) {
          assertThat(e.refusal().reason()).isEqualTo(Reason.TOO_FEW);
        }
      }
      assertThat(kinds).as("%d told that it is lost", toldLost).hasSizeLessThanOrEqualTo(1);
      revealed += kinds.size();
    }
    assertThat(revealed).as("with enough of one mind something is revealed").isPositive();
  }

  @Test
  void shouldGetNothingConfirmed_whenMoreAreLostThanTheTerms() {
    Set<Integer> seven = new TreeSet<>(new ArrayList<>(around).subList(0, 7));
    StoreSession session = RoundOnLog.restored(log, VICTIM);

    assertRefused("53 stores are left", () -> session.confirm(outcome(seven), log.seals));
  }

  /** A store looks before it masks: later it could only refuse to reveal. */
  @Test
  void shouldGetNothingMasked_whenMoreAreSaidNotToHaveSharedThanTheTerms() {
    StoreSession fresh =
        StoreSession.begin(
            TERMS,
            VICTIM,
            StoreMemory.fromBytes(log.stores.get(VICTIM).save()).root(),
            TestSignatures.signer(VICTIM),
            TestSignatures.verifier());
    fresh.join(log.group);
    byte[] joined = fresh.save();
    List<Integer> neighbours = new ArrayList<>(around);

    assertRefused(
        "53 stores are left",
        () -> fresh.mask(without(Set.copyOf(neighbours.subList(0, 7))), log.digest(VICTIM)));
    assertThat(fresh.save()).isEqualTo(joined);
  }

  /** With the corrupt store's secrets and all that was ever revealed. */
  @Test
  void shouldReadNobody_withTheWholeLogAndAsManySecretsAsTheTermsAllow() {
    RoundOnLog played = new RoundOnLog(TERMS, STORES, new Random(32));
    played.play();
    for (int corrupt : played.group.neighboursOf(victim)) {
      Attacker attacker = new Attacker(played, Set.of(corrupt));
      MaskedChunk masked =
          played.chunks.stream()
              .filter(chunk -> chunk.store().equals(VICTIM))
              .findFirst()
              .orElseThrow();

      assertThat(attacker.strip(victim, masked).unknown())
          .as("masks in common with honest neighbours")
          .hasSize(15);
    }
  }

  private static void assertRefused(String message, Runnable action) {
    assertThatThrownBy(action::run)
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> assertThat(e.refusal().reason()).isEqualTo(Reason.TOO_FEW));
  }
}
