package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.RandomLog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after any log; a failing seed repeats. */
class RoundMachinePropertyTest {
  private static final int LENGTH = 3_000;
  private static final int MOST_ROW_BYTES = 256 * 1024;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldEndEveryRound_whenTimeHasPassed(long seed) {
    RandomLog log = new RandomLog(seed, LENGTH);
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    fold(machine, log.entries);

    Map<RoundStatus, Integer> ends = new HashMap<>();
    for (RoundTerms terms : log.rounds) {
      RoundView view = machine.view(terms.modelType(), terms.roundId());
      assertThat(view).isNotNull();
      assertThat(view.status().isOver()).as("%s", view).isTrue();
      ends.merge(view.status(), 1, Integer::sum);
    }
    assertThat(machine.hasOpenRounds()).isFalse();
    assertThat(ends).as("the log is worth folding").containsKeys(RoundStatus.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void shouldBalanceAndCountEachAttemptOnce_whenSettled(long seed) {
    RandomLog log = new RandomLog(seed, LENGTH);
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    Set<String> over = new HashSet<>();
    Set<String> settled = new HashSet<>();
    Map<String, Set<AttemptReference>> heardOf = new HashMap<>();
    Set<String> capped = new HashSet<>();
    int checked = 0;
    for (Entry entry : log.entries) {
      List<Effect> effects = machine.apply(entry.modelType(), entry.event(), entry.stamp());
      hear(machine, entry, over, settled, heardOf);
      for (Effect effect : effects) {
        if (effect instanceof Effect.Close close) {
          over.add(close.roundId());
        } else if (effect instanceof Effect.Refused refused
            && refused.reason().equals("too_many_attempts")
            && refused.detail().contains("are followed")) {
          capped.add(refused.roundId());
        } else if (effect instanceof Effect.Settle settle) {
          String round = settle.round().roundId();
          settled.add(round);
          assertThat(settle.attempts().balanced()).isTrue();
          assertThat(settle.chunks().balanced()).isTrue();
          assertThat(settle.bytes().balanced()).isTrue();
          assertThat(settle.attempts().aggregated())
              .isEqualTo(
                  settle.round().status() == RoundStatus.COMPLETED
                      ? settle.round().cohortSize()
                      : 0);
          Set<AttemptReference> attempts = heardOf.getOrDefault(round, Set.of());
          if (!capped.contains(round) && perStore(attempts) <= TrackedAttempts.MOST) {
            assertThat(settle.attempts().received()).as(round).isEqualTo(attempts.size());
            checked++;
          }
        }
      }
    }
    assertThat(settled).hasSameSizeAs(log.rounds);
    assertThat(checked).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void shouldNameExactlyTheCounted_whenDecided(long seed) {
    RandomLog log = new RandomLog(seed, LENGTH);
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    Map<String, List<AttemptReference>> rosters = new HashMap<>();
    Map<String, Integer> pages = new HashMap<>();
    Set<String> versions = new HashSet<>();
    CohortOracle oracle = new CohortOracle();
    int decisions = 0;
    for (Entry entry : log.entries) {
      List<Effect> effects = machine.apply(entry.modelType(), entry.event(), entry.stamp());
      if (effects.stream().noneMatch(RoundMachinePropertyTest::isOfNoRound)) {
        oracle.see(entry.event(), effects);
      }
      for (Effect effect : effects) {
        if (effect instanceof Effect.Roster roster) {
          List<AttemptReference> all =
              rosters.computeIfAbsent(roster.roundId(), r -> new ArrayList<>());
          assertThat(roster.firstOrdinal()).isEqualTo(all.size());
          assertThat(roster.page()).isEqualTo(pages.merge(roster.roundId(), 1, Integer::sum) - 1);
          all.addAll(roster.entries());
        } else if (effect instanceof Effect.Decide decide) {
          decisions++;
          assertThat(versions.add(entry.modelType() + "/" + decide.version()))
              .as("a version number is given once: %s", decide)
              .isTrue();
          List<AttemptReference> named = rosters.getOrDefault(decide.roundId(), List.of());
          Map<String, AttemptReference> cohort = new LinkedHashMap<>();
          for (int i = 0; i < named.size(); i++) {
            if ((decide.cohort()[i / 8] >> (i % 8) & 1) == 1) {
              assertThat(cohort.put(named.get(i).storeId(), named.get(i))).isNull();
            }
          }
          assertThat(decide.rosterPages()).isEqualTo(pages.get(decide.roundId()));
          assertThat(cohort).hasSize(decide.cohortSize());
          oracle.check(decide, cohort);
        }
      }
    }
    assertThat(decisions).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
  void shouldGiveTheSameEffects_whenFoldedAgainOrRestoredAnywhere(long seed) {
    RandomLog log = new RandomLog(seed, LENGTH);
    Random random = new Random(seed);
    KeptRowsSink rows = new KeptRowsSink();
    List<List<String>> effects = fold(new RoundMachine(RandomLog.PARTITIONS, rows), log.entries);
    assertThat(fold(new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE), log.entries))
        .isEqualTo(effects);
    assertThat(rows.widestValue).isLessThan(MOST_ROW_BYTES);
    assertThat(rows.widestKey).isLessThan(2_048);

    for (int stop : random.ints(8, 1, log.entries.size()).toArray()) {
      KeptRowsSink before = new KeptRowsSink();
      fold(new RoundMachine(RandomLog.PARTITIONS, before), log.entries.subList(0, stop));
      KeptRowsSink after = before.copy();
      RoundMachine restored = new RoundMachine(RandomLog.PARTITIONS, after);
      restored.restore(before.shuffled(random));

      assertThat(fold(restored, log.entries.subList(stop, log.entries.size())))
          .as("stopped after %d", stop)
          .isEqualTo(effects.subList(stop, effects.size()));
      assertThat(after.asText()).isEqualTo(rows.asText());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42})
  void shouldKeepOnlyHeads_whenAllRoundsAreRetired(long seed) {
    RandomLog log = new RandomLog(seed, LENGTH);
    KeptRowsSink rows = new KeptRowsSink();
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, rows);
    fold(machine, log.entries);

    machine.tick(new Stamp(99_998, Long.MAX_VALUE / 2)); // nobody waits for a definition any more
    for (RoundTerms terms : log.rounds) {
      machine.apply(
          terms.modelType(), new RoundEvent.Retire(terms.roundId()), new Stamp(99_999, 0));
    }

    rows.rows.keySet().removeIf(RoundMachinePropertyTest::isOfTheLedger);
    assertThat(rows.rows).hasSize(log.rounds.size() + RandomLog.MODELS.size());
  }

  private static List<List<String>> fold(RoundMachine machine, List<Entry> entries) {
    List<List<String>> effects = new ArrayList<>();
    for (Entry entry : entries) {
      effects.add(EffectText.of(machine.apply(entry.modelType(), entry.event(), entry.stamp())));
    }
    return effects;
  }

  /** Budgets, and what was spent on stores: never forgotten. */
  private static boolean isOfTheLedger(byte[] key) {
    return key[0] == PrivacyRows.BUDGET || key[0] == PrivacyRows.SPENT;
  }

  private static boolean isOfNoRound(Effect effect) {
    return effect instanceof Effect.Refused refused && refused.reason().equals("unknown_round");
  }

  private static long perStore(Set<AttemptReference> attempts) {
    Map<String, Integer> counts = new HashMap<>();
    attempts.forEach(a -> counts.merge(a.storeId(), 1, Integer::sum));
    return counts.values().stream().mapToInt(n -> n).max().orElse(0);
  }

  /** Every attempt that the law is about, read from the log alone. */
  private static void hear(
      RoundMachine machine,
      Entry entry,
      Set<String> over,
      Set<String> settled,
      Map<String, Set<AttemptReference>> heardOf) {
    if (entry.event() instanceof RoundEvent.Sealed e) {
      if (e.reason() != null) {
        return; // may be anybody's, and begins no attempt
      }
      hear(machine, entry, e.roundId(), e.attempt(), heardOf);
    } else if (entry.event() instanceof RoundEvent.Summarised e && !settled.contains(e.roundId())) {
      hear(machine, entry, e.roundId(), e.attempt(), heardOf);
    } else if (entry.event() instanceof RoundEvent.Tallied e
        && over.contains(e.roundId())
        && e.partition() >= 0
        && e.partition() < RandomLog.PARTITIONS
        && e.chunks().received() == 3) { // hostile tallies never balance
      e.openAttempts().forEach(a -> hear(machine, entry, e.roundId(), a, heardOf));
      e.lateAttempts().forEach(a -> hear(machine, entry, e.roundId(), a, heardOf));
    }
  }

  private static void hear(
      RoundMachine machine,
      Entry entry,
      String round,
      AttemptReference attempt,
      Map<String, Set<AttemptReference>> heardOf) {
    boolean known = machine.view(entry.modelType(), round) != null;
    if (known && !attempt.storeId().isEmpty() && attempt.storeId().length() <= Bounds.NAME) {
      heardOf.computeIfAbsent(round, r -> new HashSet<>()).add(attempt);
    }
  }
}
