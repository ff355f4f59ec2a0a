package io.fedlog.coordinator.log;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundTimesTest {

  private final RoundTimes times = new RoundTimes();

  @Test
  void shouldKnowNothing_whileTooFewHaveCompleted() {
    times.add(completed(1, 10));
    times.add(completed(2, 20));
    times.add(completed(2, 20)); // told again
    times.add(state("f", RoundStatus.FAILED).setEndedAt(NOON).setDecidedAt(NOON).build());

    assertThat(times.usual(TYPE)).isEmpty();
    assertThat(times.usual("other")).isEmpty();
  }

  @Test
  void shouldTakeTheMedian_ofAnOddAndOfAnEvenNumber() {
    times.add(completed(1, 10));
    times.add(completed(2, 1000));
    times.add(completed(3, 20));
    assertThat(times.usual(TYPE)).contains(Duration.ofSeconds(20));

    times.add(completed(4, 41));
    assertThat(times.usual(TYPE)).contains(Duration.ofMillis(30_500));
  }

  @Test
  void shouldForgetTheOldest_whateverTheOrderInWhichTheyAreRead() {
    List<RoundState> states = new ArrayList<>();
    for (int number = 1; number <= 100; number++) {
      states.add(completed(number, number));
    }
    Collections.shuffle(states, new Random(1));
    states.forEach(times::add);

    // Of 81 to 100 the two in the middle are 90 and 91.
    assertThat(times.usual(TYPE)).contains(Duration.ofMillis(90_500));
  }

  /** Ended in the order of the numbers. */
  private static RoundState completed(int number, int seconds) {
    return state("r" + number, RoundStatus.COMPLETED)
        .setDecidedAt(NOON.plusSeconds(seconds))
        .setEndedAt(NOON.plusSeconds(10_000 + number))
        .build();
  }
}
