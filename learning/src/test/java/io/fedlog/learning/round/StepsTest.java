package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rounds whose method asks every store how many steps it took. */
class StepsTest {
  private final RoundLog log = new RoundLog();

  /** 10 rows of 2 steps and 30 of 6: (10 x 2 + 30 x 6) / 40 = 5; the withdrawn are not in it. */
  @Test
  void shouldDecideWithTheirMeanByWeight() {
    log.define(counting("r1"));
    upload("a", 10, Map.of("local_steps", 2.0));
    upload("c", 50, Map.of("local_steps", 100.0));
    upload("b", 30, Map.of("local_steps", 6.0, "loss", 0.5));
    log.apply(new RoundEvent.Withdraw("r1", "c"));

    Effect.Decide decide = only(log.after(WINDOW_MS), Effect.Decide.class);

    assertThat(decide.totalWeight()).isEqualTo(40);
    assertThat(decide.effectiveSteps()).isEqualTo(5);
  }

  @Test
  void shouldRefuseTheAttempt_whenItsSealDoesNotSayThem() {
    log.define(counting("r1"));
    upload("a", 10, Map.of("loss", 2.0));
    upload("b", 10, Map.of("local_steps", 0.0));
    upload("c", 10, Map.of("local_steps", 1e9));

    assertThat(log.refusals()).containsExactly("bad_steps", "bad_steps", "bad_steps");
    assertThat(RoundLog.all(log.effects, Effect.Refused.class).get(2).detail())
        .isEqualTo("expected the metric local_steps, a whole number from 1 to 1000000, came 1.0E9");
    assertThat(log.view("r1").completed()).isZero();
  }

  @Test
  void shouldNotAskForThem_whenTheMethodDoesNot() {
    log.define(round("r1"));
    upload("a", 10, Map.of("local_steps", 0.5));

    assertThat(only(log.after(WINDOW_MS), Effect.Decide.class).effectiveSteps()).isZero();
  }

  @Test
  void shouldDecideTheSame_whenTheMachineIsRestored() {
    log.define(counting("r1"));
    upload("a", 10, Map.of("local_steps", 2.0));
    RoundMachine restored = new RoundMachine(RoundLog.PARTITIONS, log.rows.copy());
    restored.restore(log.rows.shuffled(new Random(1)));
    Stamp later = new Stamp(1_000, log.now + WINDOW_MS);

    List<Effect> again = restored.apply(TermsDraft.MODEL, new RoundEvent.Ticked(), later);

    assertThat(only(again, Effect.Decide.class).effectiveSteps()).isEqualTo(2);
  }

  @Test
  void shouldRefuseWindows_whenStepsAreAskedFor() {
    TermsDraft draft = round("r1").inWindows(2, 1);
    draft.countsSteps = true;

    assertThatThrownBy(draft::terms).hasMessageContaining("one decision's");
  }

  private static TermsDraft counting(String roundId) {
    TermsDraft draft = round(roundId);
    draft.countsSteps = true;
    return draft;
  }

  private void upload(String store, long rows, Map<String, Double> metrics) {
    Uploads uploads = log.uploads("r1");
    uploads.summaries(store, 1, rows).forEach(log::apply);
    log.apply(uploads.seal(store, 1, 1, rows, rows, uploads.digest(store, 1), metrics));
  }
}
