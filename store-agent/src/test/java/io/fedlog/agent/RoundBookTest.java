package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.RoundTargets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoundBookTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final RoundBook book = new RoundBook(Set.of("a", "b"), Set.of("sales_forecast"));

  @Test
  void shouldCallEveryStoreOnce_whenTheRoundIsOpenToAll() {
    book.define(Rounds.open("p-0001"), START);

    assertThat(book.calls(START))
        .singleElement()
        .satisfies(call -> assertThat(call.stores()).containsExactlyInAnyOrder("a", "b"));
    assertThat(book.calls(START)).isEmpty();
  }

  @Test
  void shouldCallOnlyListedStores_whenPagesComeBeforeAndAfterTheDefinition() {
    book.list(new RoundTargets("p-0001", "sales_forecast", 0, List.of("a", "x")));
    assertThat(book.calls(START)).isEmpty();
    book.define(Rounds.targeted("p-0001", 3, 2), START);
    assertThat(book.calls(START))
        .singleElement()
        .satisfies(call -> assertThat(call.stores()).containsExactly("a"));

    book.list(new RoundTargets("p-0001", "sales_forecast", 1, List.of("b")));

    assertThat(book.calls(START))
        .singleElement()
        .satisfies(call -> assertThat(call.stores()).containsExactly("b"));
  }

  @Test
  void shouldCallNobody_whenTheDeadlineHasPassed() {
    book.define(Rounds.open("p-0001"), START);

    assertThat(book.calls(START.plusMillis(Rounds.DEADLINE_MS + 1))).isEmpty();
    assertThat(book.isOver("p-0001", START.plusMillis(Rounds.DEADLINE_MS + 1))).isTrue();
  }

  @Test
  void shouldEndTheEarlierRound_whenALaterOneOfItsPlanIsDefined() {
    book.define(Rounds.inPlan("p-0001", "p", 1), START);

    assertThat(book.define(Rounds.inPlan("p-0002", "p", 2), START)).containsExactly("p-0001");

    assertThat(book.calls(START))
        .extracting(call -> call.definition().getRoundId())
        .containsExactly("p-0002");
  }

  @Test
  void shouldEndTheEarlierRound_whenItIsReadAfterTheLaterOne() {
    book.define(Rounds.inPlan("p-0002", "p", 2), START);
    book.define(Rounds.inPlan("p-0001", "p", 1), START);

    assertThat(book.calls(START))
        .extracting(call -> call.definition().getRoundId())
        .containsExactly("p-0002");
  }

  @Test
  void shouldTakePartInPreparation_whenItIsForATypeOfItsOwn() {
    assertThat(book.concerns("sales_forecast.vocabulary")).isTrue();
    assertThat(book.concerns("churn_prediction")).isFalse();
    assertThat(book.concerns("churn_prediction.moments")).isFalse();
  }

  @Test
  void shouldCallNobody_whenAVersionCameOfTheRound() {
    book.define(Rounds.open("p-0001"), START);
    book.end("p-0001");

    assertThat(book.calls(START)).isEmpty();
  }
}
