package io.fedlog.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.runtime.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AggregatorConfigTest {

  @Test
  void shouldHaveDefaults_whenNothingIsSet() {
    AggregatorConfig config = AggregatorConfig.fromEnv(Map.of());

    assertThat(config.topology().partitions()).isEqualTo(8);
    assertThat(config.topology().stateInMemory()).isFalse();
    assertThat(config.streams().sessionTimeout()).isEqualTo(Duration.ofSeconds(8));
    assertThat(config.streams().instanceId()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "FL_PARTITIONS, 0",
    "FL_PARTITIONS, eight",
    "FL_TICK_INTERVAL, 1ms",
    "FL_PARKED_LIMIT, soon",
    "FL_MODEL_VERSIONS_KEPT, 0",
    "FL_STATE_STORE, tape",
    "FL_STREAM_THREADS, -1",
    "FL_STANDBY_REPLICAS, -2",
    "FL_SESSION_TIMEOUT, 2s",
    "FL_THREAD_CYCLE, daily",
    "FL_KAFKA_PROCESSING_GUARANTEE, at_least_once"
  })
  void shouldNameVariableAndReason_whenASettingCannotBeUsed(String name, String value) {
    assertThatThrownBy(() -> AggregatorConfig.fromEnv(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void shouldLetKafkaSettingsThrough_whenTheyDoNotBreakGuarantees() {
    AggregatorConfig config =
        AggregatorConfig.fromEnv(Map.of("FL_KAFKA_POLL_MS", "50", "FL_INSTANCE_ID", "a-1"));
    Properties properties = config.streams().properties(config.kafka(), 5);

    assertThat(properties)
        .containsEntry("poll.ms", "50")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("replication.factor", "3")
        .containsEntry("consumer.group.instance.id", "a-1");
  }

  @Test
  void shouldStayBelowWhatBrokersAllow_whenSessionsAreLong() {
    AggregatorConfig config = AggregatorConfig.fromEnv(Map.of("FL_SESSION_TIMEOUT", "20m"));

    assertThat(config.streams().properties(config.kafka(), 1))
        .containsEntry("consumer.session.timeout.ms", "1200000")
        .containsEntry("producer.transaction.timeout.ms", "900000");
  }

  @Test
  void shouldListEverySettingAsItIs_whenTheReadmeIsRead() throws IOException {
    Matcher rows =
        Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\| `?([^|`]*)`? \\|$")
            .matcher(Files.readString(Path.of("README.md")));
    List<String> documented =
        rows.results().map(row -> row.group(1) + " " + row.group(3).strip()).toList();

    assertThat(documented)
        .as(
            "README.md's table of settings; paste this one:%n%s",
            AggregatorConfig.settings().stream()
                .map(AggregatorConfigTest::markdown)
                .reduce("", String::concat))
        .containsExactlyInAnyOrderElementsOf(
            AggregatorConfig.settings().stream().map(AggregatorConfigTest::row).toList());
  }

  private static String row(Setting<?> setting) {
    String absent = setting.defaultText();
    return setting.name() + " " + (absent == null ? "" : absent);
  }

  private static String markdown(Setting<?> setting) {
    String absent = setting.defaultText();
    return "| `%s` | %s | %s |%n"
        .formatted(setting.name(), setting.meaning(), absent == null ? "" : "`" + absent + "`");
  }
}
