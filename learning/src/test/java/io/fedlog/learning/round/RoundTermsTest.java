package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.fedlog.learning.round.WeightRule.Kind;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTermsTest {

  @ParameterizedTest
  @CsvSource({
    "0.55, 1, 100, 55", // as a double 0.55 x 100 is above 55
    "0.07, 1, 100, 7",
    "0.551, 1, 100, 56",
    "1, 1, 7, 7",
    "0, 3, 100, 3",
    "0.5, 3, 4, 3",
    "0.5, 1, 3, 2",
    "0.333333333, 1, 2147483647, 715827882"
  })
  void shouldRoundUpInDecimal_whenAskedWhatIsNeeded(
      String threshold, int minStores, int participating, int needed) {
    RoundTerms terms = TermsDraft.round("r1").needing(minStores, threshold).terms();

    assertThat(terms.needed(participating)).isEqualTo(needed);
  }

  @Test
  void shouldNeverNeedMoreThanItTakes() {
    RoundTerms terms = TermsDraft.round("r1").needing(2, "0.8").taking(10).terms();

    assertThat(terms.needed(12)).isEqualTo(10); // ceil(0.8 x 12)
    assertThat(terms.needed(13)).isEqualTo(10); // not 11
    assertThat(terms.needed(5)).isEqualTo(4);
  }

  @Test
  void shouldNameTheFieldAndTheValue_whenABoundIsBroken() {
    refused(d -> d.roundId = "", "round_id is \"\"");
    refused(d -> d.roundId = "x".repeat(201), "expected a name of 1 to 200 characters");
    refused(d -> d.modelType = "", "model_type is \"\"");
    refused(d -> d.minStores = 0, "min_stores is 0; expected at least 1");
    refused(d -> d.asking(3).minStores = 4, "min_stores is 4; expected at most the 3 targeted");
    refused(d -> d.targets = 3, "target_pages is 0; expected pages exactly when");
    refused(d -> d.asking(3).pages = 4, "target_pages is 4; expected at most one a target");
    refused(d -> d.asking(3).pages = -1, "target_pages is -1");
    refused(d -> d.threshold = "-0.1", "threshold is -0.1");
    refused(d -> d.threshold = "1.01", "threshold is 1.01");
    refused(d -> d.threshold = "1E-999999999", "threshold is of 1 digits, scale 999999999");
    refused(d -> d.threshold = "0E-999999999", "threshold is of 1 digits, scale 999999999");
    refused(d -> d.windowMs = -1, "join_window_ms is -1");
    refused(d -> d.deadlineMs = 0, "deadline_ms is 0; expected more than 0");
    refused(d -> d.chunks = 0, "chunk_count is 0");
    refused(d -> d.base = -1, "base version is -1");
    refused(d -> d.maxWeight = 0, "max_weight is 0");
    refused(d -> d.maxWeight = Long.MAX_VALUE / 999, "max_weight is 9232604641496272");
    refused(d -> d.taking(-1), "take is -1; expected 0 (every update), or from min_stores 1");
    refused(d -> d.needing(3, "0").taking(2), "take is 2; expected 0 (every update), or from");
    refused(d -> d.asking(4).taking(5), "to the 4 stores asked");
    refused(d -> d.taking(1_001), "to the 1000 stores asked");
    refused(d -> d.inWindows(3, 1).taking(3), "take is 3; expected 0 in a round with windows");
    refused(d -> d.needing(1_001, "0"), "max_cohort is 1000; expected room for 1001 stores");
  }

  @Test
  void shouldWeigh_whenTheFiguresBearIt() {
    Map<String, Double> metrics = Map.of("m", 1.5, "nan", Double.NaN, "huge", 0x1p40, "less", -1.0);

    assertThat(new WeightRule(Kind.EQUAL, null).weight(99, metrics)).isEqualTo(1);
    assertThat(new WeightRule(Kind.SAMPLES, null).weight(99, metrics)).isEqualTo(99);
    // 1.5 x 2^20
    assertThat(new WeightRule(Kind.METRIC, "m").weight(99, metrics)).isEqualTo(1_572_864);
    assertThat(new WeightRule(Kind.METRIC, "nan").weight(99, metrics)).isEqualTo(-1);
    assertThat(new WeightRule(Kind.METRIC, "huge").weight(99, metrics)).isEqualTo(-1);
    assertThat(new WeightRule(Kind.METRIC, "less").weight(99, metrics)).isEqualTo(-1);
    assertThat(new WeightRule(Kind.METRIC, "none").weight(99, metrics)).isEqualTo(-1);
  }

  @Test
  void shouldRefuse_whenAMetricsNameDoesNotFitTheKind() {
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightRule(Kind.METRIC, null));
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightRule(Kind.METRIC, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new WeightRule(Kind.EQUAL, "loss"));
  }

  private static void refused(Consumer<TermsDraft> change, String message) {
    TermsDraft draft = new TermsDraft();
    change.accept(draft);
    assertThatIllegalArgumentException().isThrownBy(draft::terms).withMessageContaining(message);
  }
}
