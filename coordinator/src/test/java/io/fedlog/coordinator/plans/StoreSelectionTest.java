package io.fedlog.coordinator.plans;

import static io.fedlog.coordinator.LogRecords.NOON;
import static io.fedlog.coordinator.LogRecords.TYPE;
import static io.fedlog.coordinator.LogRecords.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSelectionTest {

  private static final PlanRound FIRST = PlanRound.training(1);
  private static final int MOST = 1_000;

  private final LogView view = new LogView(1 << 24);
  private final StoreSelection selection = new StoreSelection(view);

  @Test
  void shouldAskAll_whenThePlanSelectsNobodyOrPrepares() {
    PlanRecord all = plan("p", 9, 0).build();
    PlanRecord some = plan("p", 9, 0).setSelection(rules("0.5", "1", 0)).build();

    assertThat(drawn(all, FIRST)).hasValue(PlanParticipation.of(all));
    assertThat(drawn(some, PlanRound.MOMENTS)).hasValue(PlanParticipation.of(some));
  }

  @Test
  void shouldSayWhatItDrewFrom_andTakeTheFirst_whenItAsksForMore() {
    heard(100, NOON);
    SelectionRules rules = rules("0.2", "1.3", 0);

    Participation drawn = drawn(open(rules), FIRST).orElseThrow();

    // 20 % of 100 are wanted, 130 % of 20 asked.
    assertThat(drawn.targets()).hasSize(26).doesNotHaveDuplicates().isSorted();
    assertThat(drawn.take()).isEqualTo(20);
    assertThat(drawn.selection()).isEqualTo(new SelectionRecord(rules, 100, 100, 20, MOST));
    assertThat(drawn.minStores()).isEqualTo(2);
  }

  @Test
  void shouldTakeWhoComes_whenNoMoreCanBeAskedThanAreWanted() {
    heard(5, NOON);

    Participation drawn = drawn(open(rules("1", "1.3", 0)), FIRST).orElseThrow();

    assertThat(drawn.targets()).hasSize(5);
    assertThat(drawn.take()).isZero();
  }

  @Test
  void shouldDrawTheSame_whenTheLogSaysTheSame() {
    heard(100, NOON);
    LogView other = new LogView(1 << 24);
    IntStream.range(0, 100).forEach(i -> other.apply("s" + (99 - i), beat(99 - i), NOON));
    PlanRecord plan = open(rules("0.1", "1", 0));

    Optional<Participation> here = drawn(plan, FIRST);

    assertThat(new StoreSelection(other).of(plan, FIRST, PlanParticipation.of(plan), MOST, NOON))
        .isEqualTo(here);
    assertThat(drawn(plan, PlanRound.training(2))).isNotEqualTo(here);
  }

  @Test
  void shouldWait_untilEnoughAreAvailable() {
    PlanRecord plan = open(rules("1", "1", 30_000));
    assertThat(drawn(plan, FIRST)).isEmpty();
    heard(1, NOON);
    assertThat(drawn(plan, FIRST, NOON.plusSeconds(2))).isEmpty();

    view.apply("s7", beat(7), NOON.plusSeconds(3));

    assertThat(drawn(plan, FIRST, NOON.plusSeconds(4)).orElseThrow().targets())
        .containsExactly("s0", "s7");
    // s0 was heard of 30.001 s ago: one is too few for min_stores 2.
    assertThat(drawn(plan, PlanRound.training(2), NOON.plusMillis(30_001))).isEmpty();
  }

  @Test
  void shouldCountAgainOnlyNowAndThen_whileItWaits() {
    PlanRecord plan = open(rules("1", "1", 30_000));
    assertThat(drawn(plan, FIRST)).isEmpty();
    heard(3, NOON);

    assertThat(drawn(plan, FIRST, NOON.plusMillis(999))).isEmpty();
    assertThat(drawn(plan, FIRST, NOON.plusMillis(1_000))).isPresent();
  }

  @Test
  void shouldDrawNoMoreThanThereMayBe_andSaySo() {
    heard(100, NOON);
    PlanRecord plan = open(rules("1", "1.3", 0));

    Participation drawn =
        selection.of(plan, FIRST, PlanParticipation.of(plan), 30, NOON).orElseThrow();

    assertThat(drawn.targets()).hasSize(30);
    assertThat(drawn.take()).isZero();
    assertThat(drawn.selection())
        .isEqualTo(new SelectionRecord(plan.getSelection(), 100, 100, 30, 30));
  }

  @Test
  void shouldForgetThatAPlanWaits_whenItIsOver() {
    PlanRecord plan = open(rules("1", "1", 30_000));
    assertThat(drawn(plan, FIRST)).isEmpty();
    heard(3, NOON);
    selection.keepOnly(Set.of("p"));
    assertThat(drawn(plan, FIRST, NOON.plusMillis(999))).isEmpty();

    selection.keepOnly(Set.of("q"));
    assertThat(drawn(plan, FIRST, NOON.plusMillis(999))).isPresent();
  }

  @Test
  void shouldWantNoFewerThanTheMinimum_whateverTheFraction() {
    heard(50, NOON);

    assertThat(drawn(open(rules("0.01", "1", 0)), FIRST).orElseThrow().targets()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 1 | 0 | fraction is 0; expected a share above 0 and at most 1",
        "half | 1 | 0 | fraction: expected a decimal number such as 0.1, came \"half\"",
        "1E-999999999 | 1 | 0 | fraction is of 1 digits, scale 999999999; expected at most 18",
        "1 | 0.9 | 0 | over_selection is 0.9; expected a factor from 1 to 10",
        "1 | 1 | -1 | available_within_ms is -1"
      })
  void shouldSayWhatIsWrong_whenARuleCannotBe(
      String fraction, String overSelection, long within, String message) {
    PlanRecord plan = open(rules(fraction, overSelection, within));

    assertThatThrownBy(() -> StoreSelection.foreseen(plan, PlanParticipation.of(plan)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldForeseeHowManyAreAsked_whenThePlanNamesItsStores() {
    List<String> stores = IntStream.range(0, 1_000).mapToObj(i -> "s" + i).toList();
    PlanRecord plan =
        plan("p", 9, 0).setTargetStores(stores).setSelection(rules("0.1", "1.5", 0)).build();

    Participation foreseen = StoreSelection.foreseen(plan, PlanParticipation.of(plan));

    assertThat(foreseen.targets()).hasSize(150);
    assertThat(foreseen.take()).isEqualTo(100);
  }

  private Optional<Participation> drawn(PlanRecord plan, PlanRound round) {
    return drawn(plan, round, NOON);
  }

  private Optional<Participation> drawn(PlanRecord plan, PlanRound round, Instant now) {
    return selection.of(plan, round, PlanParticipation.of(plan), MOST, now);
  }

  private void heard(int stores, Instant at) {
    IntStream.range(0, stores).forEach(i -> view.apply("s" + i, beat(i), at));
  }

  private static Heartbeat beat(int number) {
    return Heartbeat.newBuilder()
        .setStoreId("s" + number)
        .setAt(NOON)
        .setCodeVersion("0.1.0")
        .setModelTypes(List.of(TYPE))
        .build();
  }

  private static PlanRecord open(SelectionRules rules) {
    return plan("p", 9, 0).setTargetStores(new ArrayList<>()).setSelection(rules).build();
  }

  private static SelectionRules rules(String fraction, String overSelection, long within) {
    return SelectionRules.newBuilder()
        .setFraction(fraction)
        .setOverSelection(overSelection)
        .setAvailableWithinMs(within)
        .setSeed(7)
        .build();
  }
}
