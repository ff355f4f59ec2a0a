package io.fedlog.learning.round;

import static io.fedlog.learning.round.RoundLog.only;
import static io.fedlog.learning.round.TermsDraft.WINDOW_MS;
import static io.fedlog.learning.round.TermsDraft.round;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which stores take part. */
class ParticipationTest {
  private final RoundLog log = new RoundLog();

  @Test
  void shouldJoinAStore_whenItUploads() {
    log.define(round("r1").asking(2).needing(1, "0"));
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a", "b")));

    log.upload("r1", "a");

    assertThat(log.view("r1").participating()).isEqualTo(1);
    assertThat(log.view("r1").completed()).isEqualTo(1);
  }

  @Test
  void shouldRefuse_whenAStoreIsNotTargeted() {
    log.define(round("r1").asking(1).needing(1, "0"));
    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a")));

    log.join("r1", "x");
    log.upload("r1", "y");

    assertThat(log.view("r1").participating()).isZero();
    assertThat(log.refusals()).containsExactly("not_targeted", "not_targeted");
    log.apply(new RoundEvent.Cancel("r1", null));
    assertThat(log.settle("r1").attempts().rejected())
        .containsExactly(Map.entry("not_targeted", 1L));
  }

  @Test
  void shouldTakeStrangersOut_whenTheTargetsComeAfterThem() {
    log.define(round("r1").asking(1).needing(1, "0"));
    log.upload("r1", "x");
    log.upload("r1", "a");
    assertThat(log.view("r1").completed()).isEqualTo(2);

    List<Effect> known = log.apply(new RoundEvent.Targeted("r1", 0, List.of("a")));

    // "a" completed second, so its ordinal is 1
    assertThat(only(known, Effect.Decide.class).cohort()).containsExactly(0b10);
    log.publish("r1");
    assertThat(log.settle("r1").attempts().notSelected()).isEqualTo(1);
  }

  @Test
  void shouldRefuseToJoin_whenTheWindowIsClosedOrTheRoundIsFull() {
    TermsDraft draft = round("r1").needing(2, "0");
    draft.maxCohort = 2;
    log.define(draft);
    log.join("r1", "a", "b", "c");
    log.after(WINDOW_MS);
    log.join("r1", "d");

    assertThat(log.view("r1").participating()).isEqualTo(2);
    assertThat(log.refusals()).containsExactly("round_full", "join_window_closed");
  }

  @Test
  void shouldLeaveAStoreOut_whenItIsWithdrawn() {
    log.define(round("r1").needing(1, "0"));
    log.upload("r1", "a", 1, 1, 10);
    log.upload("r1", "b", 1, 1, 20);
    log.apply(new RoundEvent.Withdraw("r1", "a"));
    log.join("r1", "c");
    log.apply(new RoundEvent.Withdraw("r1", "c"));
    log.upload("r1", "c");

    Effect.Decide decide = only(log.after(WINDOW_MS), Effect.Decide.class);

    assertThat(decide.cohort()).containsExactly(0b10);
    assertThat(decide.totalWeight()).isEqualTo(20);
    assertThat(log.view("r1").participating()).isEqualTo(1);
    log.publish("r1");
    assertThat(log.settle("r1").attempts().notSelected()).isEqualTo(2);
  }

  @Test
  void shouldTakeOutOnce_whenAWithdrawnStoreProvesNotTargeted() {
    log.define(round("r1").asking(1).needing(1, "0"));
    log.upload("r1", "x");
    log.upload("r1", "a");
    log.apply(new RoundEvent.Withdraw("r1", "x"));

    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a")));

    assertThat(log.view("r1").participating()).isEqualTo(1);
    assertThat(log.view("r1").completed()).isEqualTo(1);
    assertThat(log.status("r1")).isEqualTo(RoundStatus.AGGREGATING);
  }

  @Test
  void shouldChangeNothing_whenTargetsComeAfterTheEnd() {
    log.define(round("r1").asking(1).needing(1, "0"));
    log.upload("r1", "x");
    log.apply(new RoundEvent.Cancel("r1", null));

    log.apply(new RoundEvent.Targeted("r1", 0, List.of("a")));

    assertThat(log.view("r1").completed()).isEqualTo(1);
    assertThat(log.settle("r1").attempts().cancelled()).isEqualTo(1);
  }
}
