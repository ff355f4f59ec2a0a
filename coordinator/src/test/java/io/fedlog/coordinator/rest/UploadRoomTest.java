package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UploadRoomTest {

  private static final long MIB = 1 << 20;

  private final UploadRoom room = new UploadRoom(10 * MIB, Duration.ofMillis(20));

  @Test
  void shouldPutOff_whenMemoryIsTaken() throws Exception {
    // Each takes 4 MiB and a little of 10.
    UploadRoom.Taken first = room.take(4 * MIB);
    UploadRoom.Taken second = room.take(4 * MIB);
    assertThatThrownBy(() -> room.take(4 * MIB))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.status()).isEqualTo(503);
              assertThat(e.headers()).containsKey("Retry-After");
            });

    first.close();

    assertThatCode(() -> room.take(4 * MIB)).doesNotThrowAnyException();
    second.close();
  }

  @Test
  void shouldLetTheLargestRunAlone() throws Exception {
    try (UploadRoom.Taken all = room.take(100 * MIB)) {
      assertThatThrownBy(() -> room.take(0)).hasMessageContaining("under way");
    }
    try (UploadRoom.Taken again = room.take(0)) {
      assertThatCode(() -> room.take(4 * MIB)).doesNotThrowAnyException();
    }
  }
}
