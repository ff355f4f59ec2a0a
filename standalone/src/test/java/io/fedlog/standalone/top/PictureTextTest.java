package io.fedlog.standalone.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.standalone.top.Picture.Alive;
import io.fedlog.standalone.top.Picture.OpenPlan;
import io.fedlog.standalone.top.Picture.Rates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTextTest {

  private static final Rates UNKNOWN = new Rates(OptionalDouble.empty(), OptionalDouble.empty());

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static RoundState open(String id) {
    return RoundState.newBuilder()
        .setRoundId(id)
        .setModelType("sales")
        .setStatus(RoundStatus.IN_PROGRESS)
        .setParticipatingStores(5)
        .setCompletedStores(2)
        .setNeededStores(4)
        .setCreatedAt(NOW.minusSeconds(30))
        .setDeadlineAt(NOW.plusSeconds(90))
        .setLogOffset(1)
        .build();
  }

  private static RoundState ended(String id, @Nullable String reason) {
    return RoundState.newBuilder(open(id))
        .setStatus(reason == null ? RoundStatus.COMPLETED : RoundStatus.FAILED)
        .setModelVersion(reason == null ? 7L : null)
        .setReason(reason)
        .setEndedAt(NOW.minusSeconds(10))
        .build();
  }

  private static Picture picture(int rounds, OptionalLong lag, Rates rates) {
    List<RoundState> open = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      open.add(open("sales-1-000" + i));
    }
    return new Picture(
        NOW,
        "localhost:9092",
        new Alive(2, 3),
        new Alive(17, 20),
        lag,
        rates,
        open,
        List.of(ended("r-1", null), ended("r-2", "deadline passed: nobody came")),
        List.of(new OpenPlan("sales-1", "sales", PlanStatus.RUNNING, 5, 20)));
  }

  @Test
  void shouldShowAllOfIt_whenThereIsRoom() {
    Rates rates = new Rates(OptionalDouble.of(3_140_000), OptionalDouble.of(1.5));

    assertThat(new PictureText(80, 24).lines(picture(1, OptionalLong.of(12), rates)))
        .containsExactly(
            "fedlog top  localhost:9092  2026-11-21T10:00:00Z",
            "aggregators 2 of 3 alive  stores 17 of 20 alive  lag 12 records",
            "in 3.1 MB/s  updates complete 1.5 /s",
            "",
            "open rounds (1)   status       complete       of needed    joined   left",
            "sales-1-0000      in_progress  [#####......]  2 of 4       5        1 min 30 s",
            "",
            "plans",
            "  sales-1  sales  running  [#####...............] 5 of 20 rounds",
            "",
            "ended last",
            "  r-1  completed in 20.0 s: version 7",
            "  r-2  failed in 20.0 s: deadline passed: nobody came");
  }

  @Test
  void shouldSayThatItIsNotKnown_whenTheBrokersDoNotTell() {
    List<String> lines = new PictureText(80, 24).lines(picture(0, OptionalLong.empty(), UNKNOWN));

    assertThat(lines)
        .contains("in - MB/s  updates complete - /s", "no round is open")
        .anyMatch(line -> line.endsWith("lag -"));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100, 160})
  void shouldFit_whateverTheTerminal(int width) {
    Picture picture = picture(10, OptionalLong.of(1), UNKNOWN);
    for (int height : new int[] {6, 12, 24, 50}) {
      List<String> lines = new PictureText(width, height).lines(picture);

      assertThat(lines).hasSizeLessThanOrEqualTo(height);
      assertThat(lines).allMatch(line -> line.length() <= width);
    }
  }

  @Test
  void shouldCountWhatDoesNotFit() {
    assertThat(new PictureText(80, 16).lines(picture(10, OptionalLong.of(1), UNKNOWN)))
        .contains("  ... and 6 more");
  }
}
