package io.fedlog.standalone.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverRoundTest {

  private static Facts completed() {
    return Facts.opened()
        .targets("north", "south")
        .join(1, "north")
        .join(2, "south")
        .update(3, "north")
        .update(11, "south")
        .published(11.5, 4, 0)
        .published(12, 4, 1)
        .decided(11.2, 2, 4)
        .standing(RoundStatus.COMPLETED, 2, 2, 2)
        .ended(RoundStatus.COMPLETED, 12.1, null);
  }

  @Test
  void shouldSayWhereTheTimeWent_whenItCompleted() {
    assertThat(completed().tell().sentence())
        .isEqualTo(
            "Round p-0001 completed: version 4 from 2 of 2 stores, in 12.1 s; its longest wait was"
                + " 8.0 s, from \"1st update complete\" to \"2nd update complete\" (south); making"
                + " the version took 900 ms.");
  }

  @Test
  void shouldTellItsMomentsInOrder_whenItCompleted() {
    Story story = completed().tell();

    assertThat(story.moments().stream().map(Moment::what))
        .containsExactly(
            "defined",
            "opened",
            "first join",
            "last join",
            "join window closed", // early: all targets had joined
            "1st update complete",
            "2nd update complete",
            "decided",
            "version 4 published",
            "completed");
    assertThat(story.longest()).isEqualTo(6);
    assertThat(story.gap(6)).isEqualTo(Duration.ofSeconds(8));
    assertThat(story.gap(0)).isZero();
    assertThat(story.missing()).isEmpty();
    assertThat(story.until()).isNull();
  }

  @Test
  void shouldNotCountAnUpdate_whenOneOfItsChunksIsMissing() {
    Story story =
        Facts.opened()
            .targets("north")
            .join(1, "north")
            .seal(2, "north", 7)
            .summary(3, "north", 7)
            .standing(RoundStatus.IN_PROGRESS, 1, 0, 2)
            .tell();

    assertThat(story.moments()).noneMatch(moment -> moment.what().contains("update complete"));
    assertThat(story.missing()).containsExactly("north");
  }

  @Test
  void shouldSayWhyAndWhoAndWhatToDo_whenItFailed() {
    Story story =
        Facts.opened()
            .targets("north", "south", "east")
            .join(1, "north")
            .update(3, "north")
            .refused(4, "south", "out_of_range")
            .refused(5, "south", "out_of_range")
            .refused(6, "east", "unsigned")
            .standing(RoundStatus.FAILED, 1, 1, 2)
            .ended(RoundStatus.FAILED, 120, "deadline passed: 1 of 1 completed; 2 were needed")
            .tell();

    assertThat(story.sentence())
        .isEqualTo(
            "Round p-0001 failed after 2 min: deadline passed: 1 of 1 completed; 2 were needed;"
                + " missing were south and east; 3 records were refused, most for a parameter is"
                + " larger than the round allows, such as from south.");
    assertThat(story.advice())
        .hasSize(3)
        .anyMatch(advice -> advice.contains("fedlog stores list"))
        .anyMatch(advice -> advice.contains("FL_MAX_ABS_VALUE"))
        .anyMatch(advice -> advice.contains("fedlog enrol-code"));
    assertThat(story.refusals()).hasSize(2);
    assertThat(story.refusals().get(0).records()).isEqualTo(2);
    assertThat(story.refusals().get(0).detail()).isEqualTo("parameter 3 is 2000");
  }

  @Test
  void shouldPointAtTheAggregators_whenADecidedRoundWasNotMade() {
    Story story =
        Facts.opened()
            .update(1, "a")
            .update(1, "b")
            .standing(RoundStatus.FAILED, 2, 2, 2)
            .ended(RoundStatus.FAILED, 700, "decided, but 1 of 2 chunks were made in time")
            .tell();

    assertThat(story.advice()).singleElement().asString().startsWith("The aggregators could not");
  }

  @Test
  void shouldPointAtTheDefinition_whenItWasRefused() {
    Story story =
        Facts.opened()
            .ended(RoundStatus.FAILED, 0.2, "the definition was refused: min_stores is 0")
            .tell();

    assertThat(story.sentence())
        .isEqualTo(
            "Round p-0001 failed after 200 ms: the definition was refused: min_stores is 0.");
    assertThat(story.advice()).singleElement().asString().contains("define the round again");
  }

  @Test
  void shouldSayWhoseWords_whenItWasCancelled() {
    Story story =
        Facts.opened()
            .join(1, "a")
            .standing(RoundStatus.CANCELLED, 1, 0, 2)
            .ended(RoundStatus.CANCELLED, 9, "wrong rows")
            .tell();

    assertThat(story.sentence())
        .isEqualTo(
            "Round p-0001 was cancelled after 9.0 s: wrong rows; 0 of 1 stores had completed.");
    assertThat(story.advice()).isEmpty();
  }

  @Test
  void shouldShowFirstNeededAndLast_whenUpdatesAreMany() {
    Facts facts = Facts.opened();
    for (int i = 1; i <= 30; i++) {
      facts.update(i, "s" + i);
    }
    Story story =
        facts
            .standing(RoundStatus.COMPLETED, 30, 30, 24)
            .decided(31, 30, 2)
            .ended(RoundStatus.COMPLETED, 32, null)
            .tell();

    assertThat(story.moments().stream().map(Moment::what).filter(what -> what.contains("update")))
        .containsExactly("1st update complete", "24th update complete", "30th update complete");
  }
}
