package io.fedlog.standalone.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RoundLineTest {

  private static RoundLine standing(RoundStatus status) {
    Instant at = Instant.parse("2026-11-21T10:00:00Z");
    return new RoundLine(
        "r",
        null,
        null,
        RoundState.newBuilder()
            .setRoundId("r")
            .setModelType("sales")
            .setStatus(status)
            .setCreatedAt(at)
            .setDeadlineAt(at)
            .setLogOffset(1)
            .build());
  }

  @Test
  void shouldBeOpen_whenItIsNotOver() {
    assertThat(standing(RoundStatus.IN_PROGRESS).is("open")).isTrue();
    assertThat(standing(RoundStatus.IN_PROGRESS).is("in-progress")).isTrue();
    assertThat(standing(RoundStatus.AGGREGATING).is("OPEN")).isTrue();
    assertThat(standing(RoundStatus.FAILED).is("open")).isFalse();
    assertThat(standing(RoundStatus.FAILED).is("failed")).isTrue();
    assertThat(new RoundLine("r", null, null, null).is("requested")).isTrue();
  }
}
