package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whoever vanishes when and comes back: the sum is exact, or the round fails by name. */
class ExactnessTest {
  private static final int SCHEDULES = 500;
  private static final double DROP_OUT = 0.34;

  /** After which phase a store is gone. */
  private enum Leaves {
    BEFORE_ADVERTISING,
    BEFORE_SHARING,
    BEFORE_MASKING,
    WHILE_MASKING,
    BEFORE_CONFIRMING,
    BEFORE_REVEALING,
    NEVER
  }

  @Test
  void shouldGiveThePlainSumBitForBit_whoeverVanishesWhen() {
    int exact = 0;
    int failed = 0;
    for (int seed = 0; seed < SCHEDULES; seed++) {
      try {
        assertExact(seed);
        exact++;
      } catch (RefusedException e) {
        assertThat(e.refusal().reason()).as("schedule %d", seed).isEqualTo(Refusal.Reason.TOO_FEW);
        assertThat(e).hasMessageContaining("are needed");
        failed++;
      }
    }
    // A third of all stores may vanish; more than the terms allow are a minority of the schedules.
    assertThat(exact).isGreaterThan(SCHEDULES * 3 / 4);
    assertThat(exact + failed).isEqualTo(SCHEDULES);
  }

  private static void assertExact(int seed) {
    Random random = new Random(seed);
    int count = 4 + random.nextInt(7);
    Adversary adversary = random.nextBoolean() ? Adversary.MALICIOUS : Adversary.SEMI_HONEST;
    GroupTerms group =
        new GroupTerms(adversary, random.nextBoolean(), 40, 20, DROP_OUT, random.nextInt(3) * 0.1);
    int chunkValues = 1 + random.nextInt(40);
    SecureTerms terms =
        new SecureTerms("round-" + seed, 3, 1 + random.nextInt(100), chunkValues, group);
    RoundOnLog round = new RoundOnLog(terms, count, random);
    Map<String, Leaves> fates = fates(round, random);

    stay(round, fates, Leaves.BEFORE_ADVERTISING, random).forEach(round::advertise);
    round.group = round.server.closeGroup();
    stay(round, fates, Leaves.BEFORE_SHARING, random).forEach(round::share);
    round.sharers = round.server.closeSharers();
    stay(round, fates, Leaves.BEFORE_SHARING, random).forEach(round::takeShares);
    for (String store : stay(round, fates, Leaves.BEFORE_MASKING, random)) {
      if (round.sharers.contains(round.group.ordinalOf(store))) {
        boolean leaves = fates.get(store) == Leaves.WHILE_MASKING;
        round.mask(store, leaves ? random.nextInt(terms.chunks()) : terms.chunks());
      }
    }
    round.outcome = round.server.closeSurvivors();
    inSum(round, stay(round, fates, Leaves.BEFORE_CONFIRMING, random)).forEach(round::confirm);
    inSum(round, stay(round, fates, Leaves.BEFORE_REVEALING, random)).forEach(round::reveal);

    assertThat(round.unmaskedSum()).as("schedule %d", seed).isEqualTo(round.plainSum());
    assertThat(round.unmaskedWeight()).isEqualTo(round.plainWeight());
    assertOneKindOfShares(round);
  }

  private static void assertOneKindOfShares(RoundOnLog round) {
    Map<Integer, ShareKind> kinds = new HashMap<>();
    for (Reveal reveal : round.reveals) {
      for (Reveal.Share share : reveal.shares()) {
        assertThat(kinds.merge(share.dealer(), share.kind(), (old, now) -> old))
            .isEqualTo(share.kind());
      }
    }
  }

  /** Up to a third of the stores leave, each at some time. */
  private static Map<String, Leaves> fates(RoundOnLog round, Random random) {
    List<String> stores = new ArrayList<>(round.stores.keySet());
    Collections.shuffle(stores, random);
    int leaving = random.nextInt(stores.size() / 3 + 1);
    Map<String, Leaves> fates = new HashMap<>();
    for (int i = 0; i < stores.size(); i++) {
      Leaves fate =
          i < leaving ? Leaves.values()[random.nextInt(Leaves.values().length)] : Leaves.NEVER;
      fates.put(stores.get(i), fate);
    }
    return fates;
  }

  /** Who is still there after a phase, in some order, some of them only just started again. */
  private static List<String> stay(
      RoundOnLog round, Map<String, Leaves> fates, Leaves phase, Random random) {
    List<String> there = new ArrayList<>();
    for (String store : round.stores.keySet()) {
      if (fates.get(store).compareTo(phase) > 0) {
        there.add(store);
        if (random.nextInt(4) == 0) {
          round.restart(store);
        }
      }
    }
    Collections.shuffle(there, random);
    return there;
  }

  private static List<String> inSum(RoundOnLog round, List<String> stores) {
    return stores.stream().filter(round.survivors()::contains).toList();
  }
}
