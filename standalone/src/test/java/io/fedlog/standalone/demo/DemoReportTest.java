package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.agent.train.Comparison;
import io.fedlog.schemas.RoundStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoReportTest {

  private static final Comparison COMPARISON =
      new Comparison("rmse", false, 0.25, 0.3, 0.24, 0.5, 3, 4, List.of());

  @Test
  void shouldHoldExactlyTheFieldsOfTheContract() throws Exception {
    RoundRow first = RoundRow.of(States.completed("p-0001", 2, 37), "p").with(Map.of("rmse", 0.25));

    JsonNode json = json(new DemoReport("sales_forecast", 4, List.of(first), COMPARISON));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("model_type", "stores", "rounds", "evaluation");
    assertThat(json.at("/rounds/0").fieldNames())
        .toIterable()
        .containsExactly(
            "round_id",
            "status",
            "participating_stores",
            "completed_stores",
            "aggregation_ms",
            "model_version",
            "model_sha256",
            "metrics");
    assertThat(json.at("/evaluation").fieldNames())
        .toIterable()
        .containsExactly(
            "metric",
            "higher_is_better",
            "federated",
            "pooled",
            "local_only",
            "stores_better_than_alone",
            "stores_compared");
  }

  @Test
  void shouldHoldWhatTheRoundsMade() throws Exception {
    RoundRow first = RoundRow.of(States.completed("p-0001", 2, 37), "p").with(Map.of("rmse", 0.25));

    JsonNode json = json(new DemoReport("sales_forecast", 4, List.of(first), COMPARISON));

    assertThat(json.at("/stores").asInt()).isEqualTo(4);
    assertThat(json.at("/rounds/0/status").asText()).isEqualTo("completed");
    assertThat(json.at("/rounds/0/aggregation_ms").asLong()).isEqualTo(37);
    assertThat(json.at("/rounds/0/model_version").asLong()).isEqualTo(2);
    assertThat(json.at("/rounds/0/model_sha256").asText()).isEqualTo(States.SHA);
    assertThat(json.at("/rounds/0/metrics/rmse").asDouble()).isEqualTo(0.25);
    assertThat(json.at("/evaluation/local_only").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/evaluation/stores_better_than_alone").asInt()).isEqualTo(3);
  }

  @Test
  void shouldSayNull_whereARoundMadeNothing() throws Exception {
    RoundRow failed = RoundRow.of(States.ended("p-0001", RoundStatus.FAILED, "too few"), "p");

    JsonNode json = json(new DemoReport("sales_forecast", 4, List.of(failed), null));

    assertThat(json.at("/rounds/0/status").asText()).isEqualTo("failed");
    assertThat(json.at("/rounds/0/model_version").isNull()).isTrue();
    assertThat(json.at("/rounds/0/aggregation_ms").isNull()).isTrue();
    assertThat(json.at("/evaluation").isNull()).isTrue();
  }

  @Test
  void shouldLeavePreparationRoundsOut() throws Exception {
    RoundRow moments = RoundRow.of(States.completed("p-moments", 1, 9), "p");

    assertThat(json(new DemoReport("t", 4, List.of(moments), null)).at("/rounds")).isEmpty();
  }

  private static JsonNode json(DemoReport report) throws Exception {
    return new ObjectMapper().readTree(report.toJson());
  }
}
