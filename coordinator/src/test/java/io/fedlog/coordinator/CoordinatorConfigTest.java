package io.fedlog.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.runtime.Setting;
import io.fedlog.schemas.PlanRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CoordinatorConfigTest {

  @Test
  void shouldHaveTheContractsDefaults_whenNothingIsSet() {
    CoordinatorConfig config = CoordinatorConfig.fromEnv(Map.of());

    assertThat(config.partitions()).isEqualTo(8);
    assertThat(config.limits().chunkBytes()).isEqualTo(524_288);
    assertThat(config.defaults().minStores()).isEqualTo(3);
    assertThat(config.defaults().threshold()).isEqualByComparingTo("0.8");
    assertThat(config.defaults().learningRate()).isEqualByComparingTo("0.001");
    assertThat(config.defaults().privacyEpsilon()).isEqualByComparingTo("1.0");
    assertThat(config.retention()).isEqualTo(Duration.ofDays(7));
  }

  @Test
  void shouldFillPlansAndRounds_whenTheyDoNotSayOtherwise() {
    CoordinatorConfig config = CoordinatorConfig.fromEnv(Map.of("FL_MIN_STORES", "5"));
    PlanRecord plan =
        config
            .newPlan("p", "sales_forecast")
            .setMaxRounds(3)
            .setCreatedAt(LogRecords.NOON)
            .setCreatedBy("test")
            .build();

    assertThat(plan.getMinStores()).isEqualTo(5);
    assertThat(plan.getThreshold()).isEqualTo("0.8");
    assertThat(plan.getJoinWindowMs()).isEqualTo(30_000);
    assertThat(plan.getDeadlineMs()).isEqualTo(600_000);
    assertThat(config.defaults().complete(Map.of("learning_rate", "0.1")))
        .containsEntry("learning_rate", "0.1")
        .containsEntry("privacy_epsilon", "1.0");
  }

  @Test
  void shouldNameVariableAndValue_whenASettingCannotBeUsed() {
    refused("FL_MIN_STORES", "0");
    refused("FL_AGGREGATION_THRESHOLD", "1.2");
    refused("FL_CHUNK_BYTES", "100000");
    refused("FL_PARTITIONS", "eight");
    refused("FL_ROUND_RETENTION", "a week");
    refused("FL_LEARNING_RATE", "-1");
    refused("FL_ROUND_DEADLINE", "0s");
  }

  @Test
  void shouldListEverySettingAsItIs_whenTheReadmeIsRead() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Matcher rows =
        Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\| `?([^|`]*)`? \\|$").matcher(readme);
    List<String> documented =
        rows.results().map(row -> row.group(1) + " " + row.group(3).strip()).toList();
    List<String> read =
        CoordinatorConfig.settings().stream().map(CoordinatorConfigTest::row).toList();

    assertThat(documented)
        .as("README.md's table of settings: a row is | `NAME` | meaning | `default` |")
        .containsExactlyInAnyOrderElementsOf(read);
  }

  private static String row(Setting<?> setting) {
    String absent = setting.defaultText();
    return setting.name() + " " + (absent == null ? "" : absent);
  }

  private static void refused(String name, String value) {
    assertThatThrownBy(() -> CoordinatorConfig.fromEnv(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(value);
  }
}
