package io.fedlog.standalone.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.WindowRules;
import org.junit.jupiter.api.Test;

class OpenRoundTest {

  @Test
  void shouldNameWhoIsMissingAndUntilWhen_whenUpdatesAreAwaited() {
    Story story =
        Facts.opened()
            .targets("north", "south", "east")
            .join(1, "north")
            .join(2, "south")
            .update(3, "north")
            .heard("south", 9)
            .standing(RoundStatus.IN_PROGRESS, 2, 1, 2)
            .tell();

    assertThat(story.sentence())
        .isEqualTo(
            "Round p-0001 waits for updates: 1 of 2 stores that joined have completed, 2 are"
                + " needed; missing are south (alive) and east (never heard of). It is decided or"
                + " fails in 1 min 50 s at the latest (at 10:02:00Z).");
    assertThat(story.missing()).containsExactly("south", "east");
    assertThat(story.until()).isEqualTo(Facts.at(120));
    assertThat(story.advice()).containsExactly("Start the agents of east.");
  }

  @Test
  void shouldSaySince_whenAMissingStoreIsSilent() {
    Story story =
        Facts.opened()
            .targets("north")
            .heard("north", -600)
            .standing(RoundStatus.CREATED, 0, 0, 2)
            .tell();

    assertThat(story.sentence()).contains("missing are north (silent for 10 min 10 s)");
    assertThat(story.advice()).containsExactly("Start the agents of north.");
  }

  @Test
  void shouldOfferToDecide_whenTheFewestAreThereAndTheThresholdIsNot() {
    Story story =
        Facts.opened()
            .join(1, "a")
            .join(1, "b")
            .join(1, "c")
            .update(2, "a")
            .update(2, "b")
            .heard("c", 9)
            .standing(RoundStatus.IN_PROGRESS, 3, 2, 3)
            .tell();

    assertThat(story.advice())
        .containsExactly("To do without the others: fedlog rounds aggregate-now p-0001");
  }

  @Test
  void shouldNotCountAStore_whenItWasWithdrawn() {
    Story story =
        Facts.opened()
            .targets("north", "south")
            .command(4, Action.WITHDRAW_STORE, "south")
            .standing(RoundStatus.IN_PROGRESS, 1, 0, 2)
            .tell();

    assertThat(story.missing()).containsExactly("north");
    assertThat(story.moments())
        .contains(new Moment(Facts.at(4), "asked: withdraw store", "south, by ada: enough"));
  }

  @Test
  void shouldNameFiveAndCountTheOthers_whenManyAreMissing() {
    Story story =
        Facts.opened()
            .targets("a", "b", "c", "d", "e", "f", "g")
            .standing(RoundStatus.CREATED, 0, 0, 6)
            .tell();

    assertThat(story.sentence()).contains("e (never heard of) and 2 others");
    assertThat(story.missing()).hasSize(7);
  }

  @Test
  void shouldWaitForTheWindow_whenUpdatesAreEnough() {
    Story story =
        Facts.opened()
            .join(1, "a")
            .join(1, "b")
            .update(2, "a")
            .update(2, "b")
            .standing(RoundStatus.IN_PROGRESS, 2, 2, 2)
            .tell();

    assertThat(story.sentence())
        .contains(
            "has the 2 updates that it needs and waits for its join window to close, in 20.1 s");
    assertThat(story.advice())
        .containsExactly("To decide it now: fedlog rounds aggregate-now p-0001");
  }

  @Test
  void shouldWaitItsTurn_whenTheWindowIsClosedToo() {
    Story story =
        Facts.opened()
            .update(2, "a")
            .update(2, "b")
            .standing(RoundStatus.IN_PROGRESS, 2, 2, 2)
            .now(40)
            .aggregatorHeard(38)
            .tell();

    assertThat(story.sentence()).contains("waits its turn");
  }

  @Test
  void shouldCountChunks_whenTheVersionIsBeingMade() {
    Story story =
        Facts.opened()
            .published(9, 4, 0)
            .decided(8, 2, 4)
            .standing(RoundStatus.AGGREGATING, 2, 2, 2)
            .tell();

    assertThat(story.sentence())
        .contains("is decided and its version is being made: 1 of 2 chunks are published");
  }

  @Test
  void shouldSaySo_whenNoAggregatorIsHeardOf() {
    Story story =
        Facts.opened()
            .now(100)
            .aggregatorHeard(40)
            .standing(RoundStatus.IN_PROGRESS, 0, 0, 2)
            .tell();

    assertThat(story.sentence()).endsWith("But no aggregator has been heard of for 1 min.");
    assertThat(story.advice()).first().asString().startsWith("Start an aggregator");
  }

  @Test
  void shouldSaySo_whenNoAggregatorEverWas() {
    Story story = Facts.opened().noAggregator().standing(RoundStatus.IN_PROGRESS, 0, 0, 2).tell();

    assertThat(story.sentence()).endsWith("But no aggregator was ever heard of.");
  }

  @Test
  void shouldSaySo_whenTheAggregatorsAreBehind() {
    Story story = Facts.opened().lag(5000).standing(RoundStatus.IN_PROGRESS, 0, 0, 2).tell();

    assertThat(story.sentence()).endsWith("The aggregators are 5000 records behind.");
  }

  @Test
  void shouldSayThatItIsOverdue_whenTheDeadlineIsPast() {
    Story story =
        Facts.opened()
            .now(150)
            .aggregatorHeard(149)
            .standing(RoundStatus.IN_PROGRESS, 1, 0, 2)
            .tell();

    assertThat(story.sentence()).contains("now: its deadline passed 30.0 s ago");
  }

  @Test
  void shouldGoOnFromWindowToWindow_whenTheRoundHasWindows() {
    WindowRules windows =
        WindowRules.newBuilder()
            .setUpdates(3)
            .setWindowMs(60_000)
            .setMaxWindows(10)
            .setMaxStaleness(5)
            .build();
    Story story =
        Facts.opened()
            .terms(Facts.terms().setWindows(windows))
            .update(2, "a", 1)
            .update(3, "a", 2)
            .update(4, "b", 3)
            .published(5, 2, 0)
            .published(5, 2, 1)
            .standing(RoundStatus.IN_PROGRESS, 2, 2, 3)
            .tell();

    assertThat(story.sentence())
        .contains(
            "goes on from window to window: 1 of 10 versions are made, 3 updates are complete in"
                + " all; the next window closes with 3 updates, or with fewer after 1 min.");
  }
}
