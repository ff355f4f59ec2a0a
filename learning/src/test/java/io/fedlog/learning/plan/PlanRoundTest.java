package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlanRoundTest {

  @Test
  void shouldNameRoundsAfterThePlan_whenAsked() {
    assertThat(PlanRound.VOCABULARY.id("sales-1")).isEqualTo("sales-1-vocabulary");
    assertThat(PlanRound.training(7).id("sales-1")).isEqualTo("sales-1-0007");
  }

  @Test
  void shouldKnowItsOwnRounds_whenGivenAnId() {
    assertThat(PlanRound.of("a", "a-moments")).contains(PlanRound.MOMENTS);
    assertThat(PlanRound.of("a", "a-0012")).contains(PlanRound.training(12));
  }

  @Test
  void shouldNotTakeAnotherPlansRound_whenIdsLookAlike() {
    assertThat(PlanRound.of("a", "a-0001-0001")).isEmpty();
    assertThat(PlanRound.of("a-0001", "a-0001")).isEmpty();
    assertThat(PlanRound.of("a", "a-0000")).isEmpty();
    assertThat(PlanRound.of("a", "b-0001")).isEmpty();
  }

  @Test
  void shouldRefuse_whenTermsAreOutOfRange() {
    assertThatThrownBy(() -> PlanRound.training(0)).hasMessageContaining("came with 0");
    assertThatThrownBy(() -> new PlanTerms("a b", 1, 0, 0)).hasMessageContaining("\"a b\"");
    assertThatThrownBy(() -> new PlanTerms("a", 0, 0, 0)).hasMessageContaining("max_rounds");
    assertThatThrownBy(() -> new PlanTerms("a", 1, -1, 0)).hasMessageContaining("patience");
    assertThatThrownBy(() -> new PlanTerms("a", 1, 0, 0, null, -1))
        .hasMessage("max_duration_ms: expected 0 (no such end) or more, came -1");
    assertThatThrownBy(() -> new PlanTerms("a", 1, 0, Double.NaN))
        .hasMessageContaining("min_improvement");
  }
}
