package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.round.RandomLog.Entry;
import io.fedlog.learning.secure.MaskSum;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.ShareKind;
import io.fedlog.learning.secure.Unmasking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds that mask, whoever leaves when; a failing seed repeats. */
class SecureRoundsPropertyTest {
  private static final int SCHEDULES = 150;

  @Test
  void shouldUnmaskThePlainSumOrFailByName_whoeverLeavesWhen() {
    Map<String, Integer> ends = new TreeMap<>();
    for (long seed = 0; seed < SCHEDULES; seed++) {
      SecureLog log = new SecureLog(seed);
      RoundView end = view(log);
      assertThat(end.status().isOver()).as("seed %d: %s", seed, end).isTrue();
      SecureStep.Unmask unmask = log.step(SecureStep.Unmask.class);
      assertThat(end.status() == RoundStatus.COMPLETED).isEqualTo(unmask != null);
      if (unmask == null) {
        assertThat(end.reason())
            .as("seed %d", seed)
            .containsAnyOf(
                "needed", "are needed", "must confirm", "lower drop-out", "could not be decided");
        ends.merge("failed", 1, Integer::sum);
      } else {
        assertPlain(log, unmask);
        ends.merge("completed", 1, Integer::sum);
      }
      assertOnce(log);
      assertNeverLarger(log);
    }
    assertThat(ends.get("completed")).isGreaterThan(SCHEDULES / 4);
    assertThat(ends.get("failed")).isPositive();
  }

  /** The masked updates of the decided cohort, less the masks, are its plain sum. */
  private static void assertPlain(SecureLog log, SecureStep.Unmask unmask) {
    long[] sum = new long[11];
    long[] plain = new long[11];
    long weight = 0;
    for (String store : cohort(log)) {
      add(sum, log.masked.get(store));
      add(plain, log.stores.get(store).update);
      weight += log.stores.get(store).weight;
    }
    MaskSum masks =
        MaskSum.of(
            unmask.group(), Unmasking.fromBytes(unmask.group(), unmask.unmasking().toBytes()));
    long[] unmasked = new long[0];
    for (int chunk = 0; chunk < 3; chunk++) {
      long[] part = Arrays.copyOfRange(sum, chunk * 4, Math.min(11, chunk * 4 + 4));
      masks.subtract(part, chunk);
      int length = unmasked.length;
      unmasked = Arrays.copyOf(unmasked, length + part.length);
      System.arraycopy(part, 0, unmasked, length, part.length);
    }
    assertThat(unmasked).isEqualTo(plain);
    assertThat(unmask.totalWeight()).isEqualTo(weight);
    assertThat(view(log).cohortSize()).isEqualTo(cohort(log).size());
  }

  private static void add(long[] sum, long[] values) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[i];
    }
  }

  /** As the chunk tasks read it: bits over the roster. */
  private static List<String> cohort(SecureLog log) {
    List<AttemptReference> roster = new ArrayList<>();
    List<String> cohort = new ArrayList<>();
    for (Effect effect : log.effects) {
      if (effect instanceof Effect.Roster page) {
        roster.addAll(page.entries());
      } else if (effect instanceof Effect.Decide decide) {
        for (int i = 0; i < roster.size(); i++) {
          if ((decide.cohort()[i / 8] >> (i % 8) & 1) == 1) {
            cohort.add(roster.get(i).storeId());
          }
        }
      }
    }
    assertThat(cohort).containsExactlyInAnyOrderElementsOf(log.survivors());
    return cohort;
  }

  /** One group, one outcome, one unmasking; of each dealer shares of one secret were let in. */
  private static void assertOnce(SecureLog log) {
    for (Class<?> kind : SecureStep.class.getPermittedSubclasses()) {
      assertThat(log.steps.stream().filter(kind::isInstance)).hasSizeLessThanOrEqualTo(1);
    }
    Map<Integer, ShareKind> kinds = new HashMap<>();
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    for (Entry entry : log.entries) {
      RoundView before = machine.view(SecureLog.MODEL, "r");
      List<Effect> effects = machine.apply(entry.modelType(), entry.event(), entry.stamp());
      if (entry.event() instanceof RoundEvent.Secure secure
          && secure.record() instanceof SecureRecord.Revealed revealed
          && !before.status().isOver() // else nobody asks for it
          && effects.stream().noneMatch(Effect.Refused.class::isInstance)) {
        for (Reveal.Share share : revealed.reveal().shares()) {
          assertThat(kinds.merge(share.dealer(), share.kind(), (first, again) -> first))
              .isEqualTo(share.kind());
        }
      }
      RoundView view = machine.view(SecureLog.MODEL, "r");
      if (view != null && view.status().isOver()) {
        return; // what is revealed now is not looked at any more
      }
    }
  }

  /** With so many stores' keys the group is closed, and who comes then is told so. */
  private static void assertNeverLarger(SecureLog log) {
    int size = log.terms.masking().groupSize();
    SecureStep.GroupClosed closed = log.step(SecureStep.GroupClosed.class);
    boolean full = closed != null && closed.group().members().size() == size;
    if (size > 0 && closed != null) {
      assertThat(closed.group().members()).hasSizeLessThanOrEqualTo(size);
    }
    if (!full) {
      assertThat(log.effects)
          .noneMatch(
              effect ->
                  effect instanceof Effect.Refused refused
                      && refused.reason().equals("group_full"));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 7, 11, 13, 17})
  void shouldGiveTheSameEffects_whenRestoredAnywhere(long seed) {
    SecureLog log = new SecureLog(seed);
    Random random = new Random(seed);
    KeptRowsSink rows = new KeptRowsSink();
    List<List<String>> effects = fold(new RoundMachine(RandomLog.PARTITIONS, rows), log.entries);

    for (int stop : random.ints(20, 1, log.entries.size()).toArray()) {
      KeptRowsSink before = new KeptRowsSink();
      fold(new RoundMachine(RandomLog.PARTITIONS, before), log.entries.subList(0, stop));
      KeptRowsSink after = before.copy();
      RoundMachine restored = new RoundMachine(RandomLog.PARTITIONS, after);
      restored.restore(before.shuffled(random));

      assertThat(fold(restored, log.entries.subList(stop, log.entries.size())))
          .as("stopped after %d of %s", stop, log.entries.get(stop - 1))
          .isEqualTo(effects.subList(stop, effects.size()));
      assertThat(after.asText()).isEqualTo(rows.asText());
    }
  }

  private static RoundView view(SecureLog log) {
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    fold(machine, log.entries);
    return machine.view(SecureLog.MODEL, "r");
  }

  private static List<List<String>> fold(RoundMachine machine, List<Entry> entries) {
    List<List<String>> effects = new ArrayList<>();
    for (Entry entry : entries) {
      effects.add(EffectText.of(machine.apply(entry.modelType(), entry.event(), entry.stamp())));
    }
    return effects;
  }
}
