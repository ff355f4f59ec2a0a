package io.fedlog.coordinator.client;

import static io.fedlog.coordinator.LogRecords.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.plans.PlanParts;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.schemas.Draw;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.PlanTarget;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.StalenessFunction;
import io.fedlog.schemas.Toward;
import io.fedlog.schemas.Weighting;
import io.fedlog.schemas.WindowRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanFilesTest {

  private static final CoordinatorConfig CONFIG =
      CoordinatorConfig.fromEnv(Map.of("FL_MIN_STORES", "4", "FL_ROUND_DEADLINE", "90s"));
  private static final String LEAST =
      "\"plan_id\": \"p\", \"model_type\": \"sales_forecast\", \"max_rounds\": 3";

  @TempDir Path folder;

  @Test
  void shouldHaveTheInstallationsDefaults_whenItSaysLittle() throws IOException {
    PlanRecord plan = read("{" + LEAST + "}");

    assertThat(plan)
        .isEqualTo(
            CONFIG
                .newPlan("p", "sales_forecast")
                .setMaxRounds(3)
                .setCreatedAt(NOON)
                .setCreatedBy("ann")
                .build());
    assertThat(plan.getMinStores()).isEqualTo(4);
    assertThat(plan.getDeadlineMs()).isEqualTo(90_000);
    assertThat(plan.getStatus()).isEqualTo(PlanStatus.RUNNING);
  }

  @Test
  void shouldReadEveryKindOfField() throws IOException {
    PlanRecord plan =
        read(
            """
            {%s,
             "target_stores": ["a", "b"], "patience": 2, "min_improvement": 0.001,
             "method": "weighted", "method_parameters": {"trim": 0.1}, "weighting": "METRIC",
             "weight_metric": "rows", "min_stores": 2, "threshold": 0.55, "deadline_ms": 60000,
             "training_config": {"target": "y", "epochs": 3},
             "selection": {"draw": "BY_ROWS", "fraction": 0.2, "over_selection": "1.3", "seed": -7},
             "target": {"metric": "auc", "at_least": 0.9},
             "windows": {"updates": 5, "window_ms": 1000, "max_staleness": 3, "toward": "MODEL"},
             "max_duration_ms": 7200000}
            """
                .formatted(LEAST));

    assertThat(plan.getTargetStores()).isEqualTo(List.of("a", "b"));
    assertThat(plan.getPatience()).isEqualTo(2);
    assertThat(plan.getMinImprovement()).isEqualTo(0.001);
    assertThat(plan.getMethodParameters()).isEqualTo(Map.of("trim", "0.1"));
    assertThat(plan.getWeighting()).isEqualTo(Weighting.METRIC);
    assertThat(plan.getThreshold()).isEqualTo("0.55");
    assertThat(plan.getTrainingConfig()).isEqualTo(Map.of("target", "y", "epochs", "3"));
    assertThat(plan.getSelection())
        .isEqualTo(new SelectionRules(Draw.BY_ROWS, "0.2", "1.3", 0L, -7L));
    assertThat(plan.getTarget()).isEqualTo(new PlanTarget("auc", null, 0.9));
    WindowRules windows = plan.getWindows();
    assertThat(windows.getToward()).isEqualTo(Toward.MODEL);
    assertThat(windows.getStaleness()).isEqualTo(StalenessFunction.POLYNOMIAL);
    assertThat(windows.getA()).isEqualTo(0.5);
    assertThat(plan.getMaxDurationMs()).isEqualTo(7_200_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"rounds\": 3 | there is no field rounds; expected one of [plan_id, model_type,",
        "\"patience\": \"two\" | patience is \"two\"; expected a whole number",
        "\"patience\": 1.5 | patience is 1.5; expected a whole number",
        "\"deadline_ms\": 1e30 | deadline_ms is 1.0E30; expected a whole number",
        "\"min_improvement\": \"0.1\" | min_improvement is \"0.1\"; expected a number",
        "\"weighting\": \"ROWS\" | weighting is \"ROWS\"; expected one of [EQUAL, SAMPLES, METRIC]",
        "\"method\": [] | method is []; expected text or a number",
        "\"target_stores\": \"a\" | target_stores is \"a\"; expected a list",
        "\"training_config\": 3 | training_config is 3; expected an object",
        "\"target\": {\"atmost\": 3} | there is no field target.atmost; expected one of [metric,",
        "\"windows\": {\"updates\": 3} | windows.window_ms is missing",
        "\"selection\": 0.1 | selection is 0.1; expected an object",
        "\"status\": \"PAUSED\" | status is not the author's to say; leave it out",
        "\"created_by\": \"me\" | created_by is not the author's to say; leave it out",
      })
  void shouldNameTheField_whenItCannotBe(String field, String message) {
    assertThatThrownBy(() -> read("{" + LEAST + ", " + field + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(folder.resolve("plan.json") + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{\"plan_id\": \"p\", \"model_type\": \"t\"} | : max_rounds is missing",
        "{\"plan_id\": 3} | : plan_id is 3; expected text",
        "{} | : plan_id is missing",
        "[] | : expected a JSON object with a plan's fields",
        "plan | is not one JSON object: Unrecognized token 'plan'",
        "{ | is not one JSON object: Unexpected end-of-input: expected close marker for Object",
        "{} {} | is not one JSON object: Trailing token",
        "{\"plan_id\": \"p\", \"plan_id\": \"q\"} | is not one JSON object: Duplicate field"
            + " 'plan_id'",
        "^^ | : expected a JSON object with a plan's fields",
      })
  void shouldSayWhatIsWrong_whenItIsNoPlan(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("Source");
  }

  @Test
  void shouldWork_asTheReadmeSays() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int from = readme.indexOf("```json") + "```json".length();
    PlanRecord plan = read(readme.substring(from, readme.indexOf("```", from)));

    PlanParts.check(plan, new RoundDefinitions(CONFIG.limits()), CONFIG.maxAbsValue());
    assertThat(plan.getSelection().getOverSelection()).isEqualTo("1.3");
    assertThat(plan.getTarget().getAtMost()).isEqualTo(0.25);
  }

  @Test
  void shouldSayWhereItLooked_whenThereIsNoFile() {
    assertThatThrownBy(() -> PlanFiles.read(folder.resolve("none.json"), CONFIG, NOON, "ann"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no file at " + folder.resolve("none.json"));
  }

  private PlanRecord read(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.json"), json);
    return PlanFiles.read(file, CONFIG, NOON, "ann");
  }
}
