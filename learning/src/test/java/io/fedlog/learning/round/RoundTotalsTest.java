package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.method.Shares;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.PrivacyTerms.Mode;
import io.fedlog.learning.privacy.PrivacyTerms.Noise;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a round tells of its phases and updates. The log's events are a millisecond apart. */
class RoundTotalsTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldTellPhasesAndWeights_whenAPlainRoundIsMade() {
    log.define(round("r1").asking(2).needing(2, "1"));
    final long opened = log.now - 1;
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a", "b")));
    log.join("r1", "a");
    log.after(500);
    log.join("r1", "b");
    final long joined = log.now - 1;
    log.after(300);
    log.upload("r1", "a", 1, 1, 30);
    log.upload("r1", "b", 1, 1, 10);
    log.after(40);
    log.publish("r1");

    RoundTotals totals = settledAfterARestart();

    RoundView view = log.view("r1");
    assertThat(totals.joiningMs()).isEqualTo(joined - opened).isBetween(500L, 510L);
    assertThat(totals.makingMs()).isEqualTo(view.endedAt() - view.decidedAt()).isPositive();
    assertThat(totals.measuringMs()).isNull();
    assertThat(totals.unmaskingMs()).isNull();
    assertThat(totals.samples()).isEqualTo(40);
    assertThat(totals.weightTotal()).isEqualTo(40);
    assertThat(totals.weightMin()).isEqualTo(10);
    assertThat(totals.weightMax()).isEqualTo(30);
    assertThat(totals.windowsMade()).isZero();
    assertThat(totals.stalenessMean()).isNull();
    assertThat(totals.stalenessMax()).isNull();
  }

  @Test
  void shouldTellTheJoinWindow_whenAnyStoreMayJoin() {
    log.define(round("r1"));
    log.upload("r1", "a");
    log.after(WINDOW_MS);
    log.publish("r1");

    assertThat(log.settle("r1").totals().joiningMs()).isEqualTo(WINDOW_MS);
  }

  @Test
  void shouldTellOfNoUpdate_whenTheRoundWasNotMade() {
    log.define(round("r1"));
    log.after(7);
    log.upload("r1", "a");
    log.apply(new RoundEvent.Cancel("r1", null));

    RoundTotals totals = log.settle("r1").totals();

    assertThat(totals.joiningMs()).isBetween(7L, 20L);
    assertThat(totals.makingMs()).isNull();
    assertThat(totals.samples()).isNull();
    assertThat(totals.weightTotal()).isNull();
  }

  @Test
  void shouldTellOfNoUpdate_whenTheRoundIsUnderPrivacy() {
    PrivacyTerms privacy = new PrivacyTerms(Mode.CENTRAL, Noise.LAPLACE, 100, 200, 0);
    log.apply(new RoundEvent.SetBudget(new PrivacyBudget(1, 0), "ann"));
    log.define(round("r1").under(privacy));
    log.upload("r1", "a");
    log.after(WINDOW_MS);
    log.publish("r1");

    RoundTotals totals = log.settle("r1").totals();

    assertThat(log.status("r1")).isEqualTo(RoundStatus.COMPLETED);
    assertThat(totals.makingMs()).isPositive();
    assertThat(totals.samples()).isNull();
    assertThat(totals.weightTotal()).isNull();
    assertThat(totals.weightMin()).isNull();
    assertThat(totals.weightMax()).isNull();
  }

  @Test
  void shouldPartTheMaking_whenDistancesAreMeasured() {
    RoundLog measuring = new RoundLog((roundId, weights, sums) -> new Shares(new long[] {1, 1}, 0));
    measuring.define(round("r1").needing(2, "0"));
    measuring.upload("r1", "a");
    measuring.upload("r1", "b");
    measuring.after(WINDOW_MS);
    measuring.after(100);
    measuring.apply(new RoundEvent.Measured("r1", 0, new byte[16]));
    measuring.apply(new RoundEvent.Measured("r1", 1, new byte[16]));
    final long measured = measuring.now - 1;
    measuring.after(20);
    measuring.publish("r1");

    RoundTotals totals = measuring.settle("r1").totals();

    RoundView view = measuring.view("r1");
    assertThat(totals.measuringMs()).isEqualTo(measured - view.decidedAt()).isGreaterThan(99L);
    assertThat(totals.makingMs()).isEqualTo(view.endedAt() - measured).isBetween(20L, 30L);
  }

  @Test
  void shouldAddUpAllWindows_whenTheRoundHasSome() {
    log.define(round("r1").inWindows(2, 3));
    log.uploadFrom(7, "r1", "a", 1);
    log.publish(only(log.uploadFrom(7, "r1", "b", 1), Effect.Decide.class));
    log.uploadFrom(7, "r1", "a", 2);
    long first = log.view("r1").version();
    log.publish(only(log.uploadFrom(first, "r1", "b", 2), Effect.Decide.class));
    log.apply(new RoundEvent.Finish("r1"));

    RoundTotals totals = settledAfterARestart();

    assertThat(totals.windowsMade()).isEqualTo(2);
    assertThat(totals.samples()).isEqualTo(40);
    assertThat(totals.stalenessMean()).isEqualTo(0.25); // one of four updates is one behind
    assertThat(totals.stalenessMax()).isEqualTo(1);
    assertThat(totals.joiningMs()).isNull();
    assertThat(totals.makingMs()).isNull();
  }

  @Test
  void shouldStayAtTheLargestNumber_whenStoresClaimMoreRowsThanALongHolds() {
    RoundTrace trace = new RoundTrace();
    trace.add(Long.MAX_VALUE, 5, 0);
    trace.add(Long.MAX_VALUE, 3, 2);

    assertThat(trace.samples).isEqualTo(Long.MAX_VALUE);
    assertThat(trace.weightTotal).isEqualTo(8);
    assertThat(trace.weightMin).isEqualTo(3);
  }

  @Test
  void shouldStayEmpty_whenAnOlderReleaseKeptNothing() throws Exception {
    RoundTrace trace = new RoundTrace();
    trace.read(new DataInputStream(new ByteArrayInputStream(new byte[0])));

    assertThat(trace.updates).isZero();
  }

  /** The same figures live and from kept rows. */
  private RoundTotals settledAfterARestart() {
    RoundMachine restored = new RoundMachine(RoundLog.PARTITIONS, log.rows.copy());
    restored.restore(log.rows.shuffled(new Random(5)));
    List<Effect> effects = List.of();
    for (int partition = 0; partition < RoundLog.PARTITIONS; partition++) {
      effects =
          restored.apply(
              MODEL,
              new RoundEvent.Tallied("r1", partition, Fates.NONE, Fates.NONE, List.of(), List.of()),
              new Stamp(10_000 + partition, log.now));
    }
    RoundTotals live = log.settle("r1").totals();
    assertThat(only(effects, Effect.Settle.class).totals()).isEqualTo(live);
    return live;
  }
}
