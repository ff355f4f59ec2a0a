package io.fedlog.coordinator.rest;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.definition;
import static io.fedlog.coordinator.LogRecords.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The round r has a join window of 1 s and room for 3; a has joined it, b has not. */
class JoinWindowTest {

  private static final RoundDefinition ROUND = (RoundDefinition) definition("r").getBody();
  private static final Instant TAKEN_UP = NOON.plus(Duration.ofMinutes(5));

  private final LogView view = new LogView(1);
  private Instant now = TAKEN_UP;
  private final RoundLookup rounds = new RoundLookup(view, () -> now);

  @BeforeEach
  void join() {
    view.apply("a", new Join("a", "r", TYPE, NOON, null, null), NOON);
  }

  @Test
  void shouldBeOpen_whileTheAggregatorHasNotTakenTheRoundUp() {
    define(ROUND);

    assertThatCode(() -> require("b")).doesNotThrowAnyException();
  }

  @Test
  void shouldCountFromWhenTheAggregatorTookTheRoundUp() {
    define(ROUND);
    stands(1);
    now = TAKEN_UP.plusMillis(999);
    assertThatCode(() -> require("b")).doesNotThrowAnyException();

    now = TAKEN_UP.plusMillis(1000);

    assertThatThrownBy(() -> require("b"))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(409))
        .hasMessageContaining("the round is in_progress, but its join window ended at " + now)
        .hasMessageContaining("store b had not joined");
    assertThatCode(() -> require("a")).doesNotThrowAnyException();
  }

  @Test
  void shouldEndWithTheDeadline_whenTheWindowIsLonger() {
    define(RoundDefinition.newBuilder(ROUND).setJoinWindowMs(9000).setDeadlineMs(500).build());
    stands(1);
    now = TAKEN_UP.plusMillis(500);

    assertThatThrownBy(() -> require("b")).hasMessageContaining("its join window ended at " + now);
  }

  @Test
  void shouldBeClosed_whenTheRoundHasNoRoom() {
    define(ROUND);
    stands(3);

    assertThatThrownBy(() -> require("b"))
        .hasMessageContaining("the 3 stores that it has room for have joined");
    assertThatCode(() -> require("a")).doesNotThrowAnyException();
  }

  @Test
  void shouldLetAStoreGoOn_whenAllThatAreAskedHaveJoined() {
    define(RoundDefinition.newBuilder(ROUND).setTargetCount(2).build());
    stands(2); // b joined with an upload, of which the log of joins says nothing
    now = TAKEN_UP.plusSeconds(30);

    assertThatCode(() -> require("b")).doesNotThrowAnyException();
  }

  private void define(RoundDefinition round) {
    view.apply("r", new RoundRecord(round), NOON);
  }

  private void stands(int participating) {
    view.apply(
        "r",
        state("r", RoundStatus.IN_PROGRESS)
            .setCreatedAt(TAKEN_UP)
            .setParticipatingStores(participating)
            .build(),
        NOON);
  }

  private void require(String storeId) throws InterruptedException {
    JoinWindow.requireOpenTo(storeId, rounds.require("r"), rounds, "join");
  }
}
