package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.exact.WideSums;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.Shares;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounds whose updates are measured before anybody knows what each counts for. */
class MeasuringTest {
  /** Two stores have one distance: its bytes are their shares here. */
  private final Concluder asMeasured =
      (roundId, weights, sums) -> {
        long units = ByteBuffer.wrap(sums).getLong(Long.BYTES);
        return new Shares(new long[] {units, weights[0] * 100 + weights[1]}, 0);
      };

  private final RoundLog log = new RoundLog(asMeasured);

  @Test
  void shouldConcludeOnce_whenEveryPartitionHasMeasured() {
    decided(log);

    assertThat(measured(log, 0, 3)).isEmpty();
    assertThat(measured(log, 0, 3)).isEmpty(); // a task that started again
    Effect.Share share = only(measured(log, 1, 4), Effect.Share.class);

    // Store ids in order: "a" weighs 20 and "b" 10, though "b" was complete first.
    assertThat(share.shares().ofUpdates()).containsExactly(7, 2010);
    assertThat(share.cohortSize()).isEqualTo(2);
    assertThat(share.version()).isEqualTo(1);
    assertThat(measured(log, 1, 4)).isEmpty();
    log.publish("r1");
    assertThat(log.status("r1")).isEqualTo(RoundStatus.COMPLETED);
  }

  @Test
  void shouldGoOnFromItsRows_whenItStartsAgainBetweenReports() {
    decided(log);
    measured(log, 1, 4);
    RoundMachine restored =
        new RoundMachine(RoundLog.PARTITIONS, log.rows.copy(), asMeasured, MethodCheck.NONE);
    restored.restore(log.rows.shuffled(new Random(1)));

    List<Effect> effects = restored.apply(MODEL, event(0, 3), new Stamp(999, log.now));
    List<Effect> unbroken = log.machine.apply(MODEL, event(0, 3), new Stamp(999, log.now));

    assertThat(only(effects, Effect.Share.class).shares().ofUpdates()).containsExactly(7, 2010);
    assertThat(only(unbroken, Effect.Share.class).shares().ofUpdates()).containsExactly(7, 2010);
  }

  @Test
  void shouldStayConcluded_whenItStartsAgainAfterwards() {
    decided(log);
    measured(log, 0, 3);
    measured(log, 1, 4);
    RoundMachine restored =
        new RoundMachine(RoundLog.PARTITIONS, log.rows.copy(), asMeasured, MethodCheck.NONE);
    restored.restore(log.rows.shuffled(new Random(2)));

    assertThat(restored.apply(MODEL, event(0, 3), new Stamp(999, log.now))).isEmpty();
  }

  @Test
  void shouldBeMadeOfThoseWithAShare_whenOthersHaveNone() {
    decided(log);
    measured(log, 0, 0);
    measured(log, 1, 0);
    RoundMachine restored =
        new RoundMachine(RoundLog.PARTITIONS, log.rows.copy(), asMeasured, MethodCheck.NONE);
    restored.restore(log.rows.shuffled(new Random(3)));

    // "a" has a share of 0, so that each chunk is made of "b" alone.
    List<Effect> first = restored.apply(MODEL, published(0, 1, 0), new Stamp(1000, log.now));
    List<Effect> last = restored.apply(MODEL, published(1, 1, 24), new Stamp(1001, log.now));
    assertThat(all(first, Effect.StateChanged.class)).isEmpty();
    assertThat(only(last, Effect.Complete.class).withState()).isTrue();
    log.apply(published(0, 2, 0));
    assertThat(log.view("r1").reason())
        .isEqualTo("chunk 0 was made of 2 updates; the decision names 1");
  }

  @Test
  void shouldFailTheRoundAtOnce_whenTheSharesCannotBe() {
    assertFails(new Shares(new long[] {1, 2, 3}, 0), "gave 3 shares, expected one for each of 2");
    assertFails(
        new Shares(new long[] {1, 2}, 3), "a share of 3, expected 0: the round has no base");
  }

  private static void assertFails(Shares shares, String reason) {
    RoundLog failing = new RoundLog((roundId, weights, sums) -> shares);
    decided(failing);
    measured(failing, 0, 1);
    measured(failing, 1, 1);

    assertThat(failing.status("r1")).isEqualTo(RoundStatus.FAILED);
    assertThat(failing.view("r1").reason()).contains(reason);
    assertThat(all(failing.effects, Effect.Share.class)).isEmpty();
  }

  @Test
  void shouldWriteEachReportOnce_whenPartitionsMeasure() {
    decided(log);
    measured(log, 1, 4);
    assertThat(measuredRows()).containsExactly(16);
    measured(log, 0, 3);
    assertThat(measuredRows()).as("what came of it, in place of the sums").containsExactly(4);
  }

  private List<Integer> measuredRows() {
    return log.rows.rows.entrySet().stream()
        .filter(row -> row.getKey()[0] == Rows.MEASURED)
        .map(row -> row.getValue().length)
        .toList();
  }

  private static RoundEvent published(int chunk, int updates, long stateBytes) {
    return new RoundEvent.Published(
        "r1", 1, chunk, Uploads.root("r1", 1, chunk), 10, updates, stateBytes, null);
  }

  @Test
  void shouldFailTheRound_whenNothingCanBeConcluded() {
    RoundLog failing =
        new RoundLog(
            (roundId, weights, sums) -> {
              throw new FinaliseException("all too much alike");
            });
    decided(failing);
    measured(failing, 0, 1);
    measured(failing, 1, 1);

    assertThat(failing.status("r1")).isEqualTo(RoundStatus.FAILED);
    assertThat(failing.view("r1").reason()).isEqualTo("all too much alike");
  }

  @Test
  void shouldFailTheRound_whenNobodyAskedForMeasurements() {
    RoundLog plain = new RoundLog();
    decided(plain);
    measured(plain, 0, 1);
    measured(plain, 1, 1);

    assertThat(plain.view("r1").reason()).contains("nobody asked for it");
  }

  @Test
  void shouldRefuseReports_whenTheyCannotBe() {
    decided(log);
    measured(log, 2, 1); // two chunks lie in two partitions
    measured(log, -1, 1);
    log.apply(new RoundEvent.Measured("r1", 0, new byte[15]));
    measured(log, 0, 1);
    log.apply(new RoundEvent.Measured("r1", 1, new byte[32]));

    assertThat(log.refusals()).containsOnly("bad_measurement").hasSize(4);
    assertThat(all(log.effects, Effect.Share.class)).isEmpty();
    assertThat(log.status("r1")).isEqualTo(RoundStatus.AGGREGATING);
  }

  @Test
  void shouldForgetWhatWasMeasured_whenTheRoundIsCounted() {
    decided(log);
    measured(log, 0, 3);
    measured(log, 1, 4);
    log.publish("r1");
    log.settle("r1");

    assertThat(log.rows.rows.keySet()).noneMatch(key -> key[0] == Rows.MEASURED);
  }

  private static void decided(RoundLog log) {
    log.define(round("r1").needing(2, "0"));
    log.join("r1", "a", "b");
    log.upload("r1", "b", 1, 1, 10);
    log.upload("r1", "a", 1, 1, 20);
    log.after(TermsDraft.WINDOW_MS);
    assertThat(log.status("r1")).isEqualTo(RoundStatus.AGGREGATING);
  }

  private static List<Effect> measured(RoundLog log, int firstChunk, int units) {
    return log.apply(event(firstChunk, units));
  }

  private static RoundEvent event(int firstChunk, int units) {
    WideSums sums = new WideSums(1, 0);
    sums.add(0, units);
    return new RoundEvent.Measured("r1", firstChunk, sums.toBytes());
  }
}
