package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.all;
import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.RoundStatus.AGGREGATING;
import static io.fedlog.learning.round.RoundStatus.FAILED;
import static io.fedlog.learning.round.RoundStatus.IN_PROGRESS;
import static io.fedlog.learning.round.TermsDraft.DEADLINE_MS;
import static io.fedlog.learning.round.TermsDraft.MODEL;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How decided rounds become versions, one after the other, and which definitions hold. */
class RoundMakingTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldKeepTheFirstDefinition_whenDefinedTwice() {
    log.define(round("r1").needing(1, "0"));

    assertThat(log.define(round("r1").needing(5, "1"))).isEmpty();
    assertThat(log.view("r1").needed()).isEqualTo(1);
  }

  @Test
  void shouldRefuseADefinition_whenItsIdIsAnothersOrItsModelTypeIsNotTheLogs() {
    log.define(round("r1"));
    TermsDraft other = round("r1");
    other.modelType = "churn_prediction";

    List<Effect> taken =
        log.machine.apply("churn_prediction", new RoundEvent.Defined(other.terms()), stamp());
    List<Effect> strayed = log.apply(new RoundEvent.Defined(other.terms()));

    assertThat(only(taken, Effect.Refused.class).detail()).contains("a round of " + MODEL);
    assertThat(only(strayed, Effect.Refused.class).reason()).isEqualTo("bad_definition");
  }

  @Test
  void shouldFail_whenAChunkIsMadeOfAnotherNumberOfUpdates() {
    decided("r1");

    log.apply(new RoundEvent.Published("r1", 1, 0, Uploads.root("r1", 1, 0), 10, 2));

    assertThat(log.view("r1").reason())
        .isEqualTo("chunk 0 was made of 2 updates; the decision names 1");
    assertThat(log.view("r1").version()).isZero();
  }

  @Test
  void shouldFail_whenAChunkIsMadeTwiceDifferently() {
    decided("r1");
    byte[] root = Uploads.root("r1", 1, 0);
    log.apply(new RoundEvent.Published("r1", 1, 0, root, 10, 1));
    log.apply(new RoundEvent.Published("r1", 1, 0, root.clone(), 10, 1));
    assertThat(log.status("r1")).isEqualTo(AGGREGATING);

    log.apply(new RoundEvent.Published("r1", 1, 0, Uploads.root("x", 1, 0), 10, 1));

    assertThat(log.view("r1").reason()).startsWith("chunk 0 was made twice: ");
  }

  @Test
  void shouldIgnoreReportsOfChunksThatAreNone_whenAggregating() {
    decided("r1");
    byte[] root = Uploads.root("r1", 1, 0);

    log.apply(new RoundEvent.Published("r1", 1, -1, root, 10, 1));
    log.apply(new RoundEvent.Published("r1", 1, 2, root, 10, 1));
    log.apply(new RoundEvent.Published("r1", 1, 1, new byte[31], 10, 1));
    log.apply(new RoundEvent.Published("r1", 2, 1, root, 10, 1));

    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
    assertThat(log.publish("r1")).hasAtLeastOneElementOfType(Effect.Complete.class);
  }

  @Test
  void shouldFail_whenADecidedRoundIsNotMadeInTime() {
    decided("r1");
    log.after(DEADLINE_MS);
    assertThat(log.status("r1")).isEqualTo(AGGREGATING);

    log.after(Round.FINALISE_MS);

    assertThat(log.view("r1").reason()).isEqualTo("decided, but 0 of 2 chunks were made in time");
  }

  @Test
  void shouldGiveANewNumber_whenADecidedRoundFailed() {
    decided("r1");
    log.apply(new RoundEvent.FinaliseFailed("r1", 1, 1, "cohort over max_cohort"));
    assertThat(log.view("r1").reason())
        .isEqualTo("chunk 1 could not be made: cohort over max_cohort");

    decided("r2");
    log.publish("r2");

    // a chunk of r1 may yet be published as version 1
    assertThat(log.view("r2").version()).isEqualTo(2);
    log.apply(new RoundEvent.Promote(1, "ann"));
    assertThat(log.refusals()).containsExactly("unknown_version");
  }

  @Test
  void shouldMakeOneVersionAfterTheOther_whenTwoRoundsAreReady() {
    log.define(round("r1"));
    log.define(round("r2"));
    log.upload("r1", "a");
    log.upload("r2", "a");
    log.after(WINDOW_MS);
    assertThat(log.status("r1")).isEqualTo(AGGREGATING);
    assertThat(log.status("r2")).isEqualTo(IN_PROGRESS);

    log.after(DEADLINE_MS);
    assertThat(log.status("r2")).as("has all it needs, so it may wait").isEqualTo(IN_PROGRESS);
    Effect.Decide second = only(log.publish("r1"), Effect.Decide.class);

    assertThat(second.roundId()).isEqualTo("r2");
    assertThat(second.version()).isEqualTo(2);
  }

  @Test
  void shouldNotHang_whenAWaitingRoundLosesWhatItHad() {
    log.define(round("r1"));
    log.define(round("r2").needing(2, "0"));
    log.upload("r1", "a");
    log.upload("r2", "a");
    log.upload("r2", "b");
    log.after(WINDOW_MS);
    log.apply(new RoundEvent.Withdraw("r2", "b"));
    log.publish("r1");
    assertThat(log.status("r2")).isEqualTo(IN_PROGRESS);

    log.after(DEADLINE_MS);

    assertThat(log.status("r2")).isEqualTo(FAILED);
  }

  private void decided(String id) {
    log.define(round(id));
    log.upload(id, "a");
    log.apply(new RoundEvent.AggregateNow(id));
    assertThat(log.status(id)).isEqualTo(AGGREGATING);
    assertThat(all(log.effects, Effect.Decide.class)).isNotEmpty();
  }

  private Stamp stamp() {
    return new Stamp(99, log.now);
  }
}
