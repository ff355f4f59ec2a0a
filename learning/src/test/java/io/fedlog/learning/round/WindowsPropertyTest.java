package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.RandomWindows.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of windows after any log; a failing seed repeats. */
class WindowsPropertyTest {
  private static final String ROUND = "r1";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void shouldCountEachAttemptOnceAndLoseNone_whenJudgedByOneThatForgetsNothing(long seed) {
    RandomWindows log = new RandomWindows(seed, 3_000);
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    WindowJudge judge =
        new WindowJudge(log.terms, Math.min(RandomLog.PARTITIONS, log.terms.chunkCount()));
    List<Effect.Settle> settled = new ArrayList<>();
    for (Entry entry : log.entries) {
      RoundStatus before = status(machine);
      List<Effect> effects = machine.apply(TermsDraft.MODEL, entry.event(), entry.stamp());
      judge.see(entry.event(), effects, before, status(machine));
      effects.stream()
          .filter(Effect.Settle.class::isInstance)
          .map(Effect.Settle.class::cast)
          .forEach(settled::add);
    }

    assertThat(settled).hasSize(1);
    judge.check(settled.get(0).attempts(), status(machine));
    assertThat(log.windows).as("the log is worth folding").isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26})
  void shouldGiveTheSameEffects_whenRestoredAtAnyEvent(long seed) {
    RandomWindows log = new RandomWindows(seed, 250);
    Random random = new Random(seed);
    KeptRowsSink rows = new KeptRowsSink();
    List<List<String>> effects = fold(new RoundMachine(RandomLog.PARTITIONS, rows), log.entries);

    for (int stop = 1; stop < log.entries.size(); stop++) {
      KeptRowsSink kept = new KeptRowsSink();
      fold(new RoundMachine(RandomLog.PARTITIONS, kept), log.entries.subList(0, stop));
      RoundMachine restored = new RoundMachine(RandomLog.PARTITIONS, kept);
      restored.restore(kept.shuffled(random));

      assertThat(fold(restored, log.entries.subList(stop, log.entries.size())))
          .as("stopped after %d", stop)
          .isEqualTo(effects.subList(stop, effects.size()));
      assertThat(kept.asText()).isEqualTo(rows.asText());
    }
  }

  @Test
  void shouldStayAsSmall_whenAThousandWindowsHavePassed() {
    RoundLog log = new RoundLog();
    log.define(TermsDraft.round(ROUND).inWindows(5, 3));
    long version = 7;
    int rows = 0;
    long bytes = 0;
    for (int window = 1; window <= 1_000; window++) {
      for (int i = 0; i < 5; i++) {
        String store = "store-" + (window * 5 + i) % 20;
        log.uploadFrom(version, ROUND, store, window * 10L);
        log.apply(log.uploads(ROUND).from(version).summary(store, window * 10L + 1, 10, 0));
        log.apply(log.uploads(ROUND).from(version).summary(store, window * 10L + 2, 10, 0));
      }
      Effect.Decide decide = RoundLog.only(log.effects, Effect.Decide.class);
      log.publish(decide);
      version = decide.version();
      log.effects.clear();
      if (window == 10) {
        rows = log.rows.rows.size();
        bytes = size(log.rows);
      }
      assertThat(window < 10 || log.rows.rows.size() == rows).isTrue();
    }

    assertThat(rows).as("a line, a head, 20 stores, 20 roots").isEqualTo(42);
    assertThat(size(log.rows)).isLessThan(bytes + 200);
    log.apply(new RoundEvent.Finish(ROUND));
    Fates fates = log.settle(ROUND).attempts();
    assertThat(fates.aggregated()).isEqualTo(5_000);
    assertThat(fates.incomplete()).isEqualTo(10_000);
    assertThat(fates.received()).isEqualTo(15_000);
    assertThat(log.rows.rows).as("20 marks, 20 names").hasSize(42);
    log.apply(new RoundEvent.Retire(ROUND));
    assertThat(log.rows.rows).hasSize(2);
  }

  private static long size(KeptRowsSink rows) {
    return rows.rows.values().stream().mapToLong(value -> value.length).sum();
  }

  private static RoundStatus status(RoundMachine machine) {
    RoundView view = machine.view(TermsDraft.MODEL, ROUND);
    return view == null ? RoundStatus.CREATED : view.status();
  }

  private static List<List<String>> fold(RoundMachine machine, List<Entry> entries) {
    List<List<String>> effects = new ArrayList<>();
    for (Entry entry : entries) {
      effects.add(EffectText.of(machine.apply(TermsDraft.MODEL, entry.event(), entry.stamp())));
    }
    return effects;
  }
}
