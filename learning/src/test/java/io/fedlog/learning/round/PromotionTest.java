package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which version is served, and what is left of a round that is retired. */
class PromotionTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldFollow_whenARoundTrainsFromThePromotedVersion() {
    make("r1", 0);
    make("r2", 1);
    make("r3", 2);
    List<Effect> back = log.apply(new RoundEvent.Promote(1, "ann"));
    assertThat(only(back, Effect.Promoted.class)).isEqualTo(new Effect.Promoted(MODEL, 1, "ann"));

    List<Effect> aside = make("r4", 3);
    List<Effect> onwards = make("r5", 1);

    assertThat(all(aside, Effect.Promoted.class)).isEmpty();
    assertThat(only(onwards, Effect.Promoted.class))
        .isEqualTo(new Effect.Promoted(MODEL, 5, "round r5"));
    assertThat(only(make("r6", 5), Effect.Promoted.class).version()).isEqualTo(6);
  }

  @Test
  void shouldRefuseAPromotion_whenThereIsNoSuchVersion() {
    make("r1", 0);

    log.apply(new RoundEvent.Promote(0, "ann"));
    log.apply(new RoundEvent.Promote(2, "ann"));

    assertThat(log.refusals()).containsExactly("unknown_version", "unknown_version");
  }

  @Test
  void shouldRefuseToRetire_whenTheRoundIsNotOver() {
    log.define(round("r1"));

    log.apply(new RoundEvent.Retire("r1"));

    assertThat(log.refusals()).containsExactly("wrong_state");
  }

  @Test
  void shouldKeepTheHeadOnly_whenRetired() {
    log.define(round("r1").needing(1, "0"));
    log.upload("r1", "a");
    log.apply(log.uploads("r1").summary("b", 1, 10, 0));
    log.after(WINDOW_MS);
    log.publish("r1");
    log.settle("r1");
    assertThat(log.rows.rows).as("line, head, fingerprints, one named").hasSize(4);

    Effect.Close close = only(log.apply(new RoundEvent.Retire("r1")), Effect.Close.class);

    assertThat(close.reason()).isEqualTo(Effect.CloseReason.RETIRED);
    assertThat(log.rows.rows).as("line and head").hasSize(2);
    assertThat(log.machine.roundIds(MODEL)).isEmpty();
    assertThat(log.apply(new RoundEvent.Retire("r1"))).isEmpty();
    assertThat(log.define(round("r1"))).as("an id is never used again").isEmpty();
    assertThat(log.tally("r1", 0, List.of(new AttemptReference("x", 1)), List.of())).isEmpty();
    assertThat(log.rows.rows).hasSize(2);
  }

  @Test
  void shouldStillSettle_whenRetiredBeforeAllPartitionsTold() {
    make("r1", 0);
    log.apply(new RoundEvent.Retire("r1"));

    assertThat(log.settle("r1").attempts().aggregated()).isEqualTo(1);
    assertThat(log.rows.rows).hasSize(2);
  }

  private List<Effect> make(String id, long base) {
    log.define(round(id).from(base));
    log.upload(id, "a");
    log.apply(new RoundEvent.AggregateNow(id));
    return log.publish(id);
  }
}
