package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.agent.data.DataException;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.runtime.BrokerUnreachableException;
import io.fedlog.runtime.Setting;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {

  @TempDir private Path folder;

  @Test
  void shouldHostOneStore_whenItIsNamed() {
    AgentConfig config = config(Map.of("FL_STORE_ID", "7", "FL_DATA", "rows.csv"));

    assertThat(config.storeId()).isEqualTo("7");
    assertThat(config.threads()).isEqualTo(2);
    assertThat(config.heartbeat()).hasSeconds(10);
    assertThat(config.stateDir()).isEqualTo(Path.of(".fedlog/agent"));
  }

  @Test
  void shouldReadDataOptions_whenTheyAreGiven() {
    AgentConfig config =
        config(
            Map.of(
                "FL_STORE_COLUMN", "Store, Town",
                "FL_DATA", "rows.csv",
                "FL_DATA_OPTIONS", "drop=Id;Name,train_rows=60"));

    assertThat(config.storeColumns()).containsExactly("Store", "Town");
    assertThat(config.dataOptions()).isEqualTo(Map.of("drop", "Id,Name", "train_rows", "60"));
  }

  @Test
  void shouldAcceptEveryMode_unlessOneIsNamed() {
    assertThat(privacy(Map.of())).isEqualTo(OwnPrivacy.NONE);
    assertThat(privacy(Map.of("FL_PRIVACY_EPSILON", "2")))
        .isEqualTo(new OwnPrivacy(WeakestPrivacy.NONE, new PrivacyBudget(2, 1e-5)));
    assertThat(privacy(Map.of("FL_PRIVACY_EPSILON", "2", "FL_PRIVACY_MODE", "central")).weakest())
        .isEqualTo(WeakestPrivacy.CENTRAL);
    assertThat(privacy(Map.of("FL_PRIVACY_MODE", "distributed")))
        .isEqualTo(new OwnPrivacy(WeakestPrivacy.DISTRIBUTED, null));
    refused(
        Map.of("FL_DATA", "f", "FL_STORE_ID", "7", "FL_PRIVACY_MODE", "some"),
        "FL_PRIVACY_MODE",
        "none, central, distributed, local",
        "\"some\"");
  }

  private static OwnPrivacy privacy(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(Map.of("FL_DATA", "f", "FL_STORE_ID", "7"));
    all.putAll(more);
    return config(all).ownPrivacy();
  }

  @Test
  void shouldSayWhatIsMissing_whenSettingsDoNotFitTogether() {
    refused(Map.of("FL_STORE_ID", "7"), "FL_DATA");
    refused(Map.of("FL_DATA", "f"), "FL_STORE_ID", "FL_STORE_COLUMN");
    refused(
        Map.of("FL_DATA", "f", "FL_STORE_ID", "7", "FL_STORES", "7,8", "FL_STORE_COLUMN", "s"),
        "FL_STORE_ID",
        "FL_STORES");
    refused(Map.of("FL_DATA", "f", "FL_STORES", "7"), "FL_STORE_ID");
    refused(
        Map.of("FL_DATA", "f", "FL_STORE_ID", "7", "FL_AGENT_THREADS", "0"),
        "FL_AGENT_THREADS",
        "\"0\"");
    refused(
        Map.of("FL_DATA", "f", "FL_STORE_ID", "7", "FL_DATA_OPTIONS", "drop"),
        "FL_DATA_OPTIONS",
        "key=value");
  }

  @Test
  void shouldNeedNoFile_whenAStoresOwnTrainerIsRun() {
    AgentConfig config =
        config(
            Map.of(
                "FL_STORES",
                "7, 8",
                "FL_TRAINER_COMMAND",
                "python3 'my trainer.py' --fast",
                "FL_TRAINER_TIMEOUT",
                "90s",
                "FL_TRAINER_ENVIRONMENT",
                "HF_HOME"));

    TrainerSettings trainer = Objects.requireNonNull(config.trainer());
    assertThat(trainer.command()).containsExactly("python3", "my trainer.py", "--fast");
    assertThat(trainer.timeout()).hasSeconds(90);
    assertThat(trainer.evaluates()).isFalse();
    assertThat(trainer.environment()).containsExactly("HF_HOME");
    assertThat(config.data()).isNull();
    assertThat(StoreTrainers.of(config)).containsOnlyKeys("7", "8");
  }

  @Test
  void shouldSayWhatIsWrong_whenTheTrainersSettingsAre() {
    Map<String, String> good = Map.of("FL_STORE_ID", "7", "FL_TRAINER_COMMAND", "train");
    refused(with(good, "FL_TRAINER_COMMAND", "train 'x"), "FL_TRAINER_COMMAND", "quotes closed");
    refused(with(good, "FL_TRAINER_TIMEOUT", "0s"), "FL_TRAINER_TIMEOUT", "above 0");
    refused(
        with(good, "FL_TRAINER_ENVIRONMENT", "PATH,FL_KAFKA_SASL_JAAS_CONFIG"),
        "FL_TRAINER_ENVIRONMENT",
        "own settings");
    refused(Map.of("FL_TRAINER_COMMAND", "train", "FL_DATA", "f"), "FL_STORE_ID");
  }

  @Test
  void shouldSayWhere_whenKafkaIsNotThere() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "x,y\n1,2\n");
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    AgentConfig config =
        config(
            Map.of(
                "FL_STORE_ID",
                "7",
                "FL_DATA",
                file.toString(),
                "FL_STATE_DIR",
                folder.resolve("state").toString(),
                "FL_BOOTSTRAP_SERVERS",
                "localhost:" + port,
                "FL_BROKER_WAIT",
                "500ms"));

    assertThatThrownBy(() -> AgentApp.start(config, Clock.systemUTC(), new Random(1)))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageContainingAll("localhost:" + port, "FL_BOOTSTRAP_SERVERS");
  }

  @Test
  void shouldNameTheStores_whenTheFileHasNotTheOneAskedFor() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), "s,x,y\na,1,2\nb,2,3\n");
    AgentConfig config =
        config(Map.of("FL_STORE_ID", "c", "FL_DATA", file.toString(), "FL_STORE_COLUMN", "s"));

    assertThatThrownBy(() -> AgentApp.start(config, Clock.systemUTC(), new Random(1)))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll("\"c\"", "[a, b]");
  }

  @Test
  void shouldListEverySettingAsItIs_whenTheReadmeIsRead() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Matcher rows =
        Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| ([^|]*) \\| `?([^|`]*)`? \\|$").matcher(readme);
    List<String> documented =
        rows.results()
            .map(row -> row.group(1) + "|" + row.group(2) + "|" + row.group(3).strip())
            .toList();
    List<String> read = AgentConfig.settings().stream().map(AgentConfigTest::row).toList();

    assertThat(documented)
        .as("README.md's table of settings: a row is | `NAME` | meaning | `default` |")
        .containsExactlyInAnyOrderElementsOf(read);
  }

  private static String row(Setting<?> setting) {
    String absent = setting.defaultText();
    return setting.name() + "|" + setting.meaning() + "|" + (absent == null ? "" : absent);
  }

  private static Map<String, String> with(Map<String, String> all, String name, String value) {
    Map<String, String> changed = new HashMap<>(all);
    changed.put(name, value);
    return changed;
  }

  @Test
  void shouldAskForOneStore_whenThereIsACodeToEnrolWith() {
    Map<String, String> enrolment =
        Map.of(
            "FL_COORDINATOR_URL",
            "https://fedlog.example:8443",
            "FL_ENROLMENT_CODE_FILE",
            "north.code",
            "FL_TRAINER_COMMAND",
            "train");
    Map<String, String> environment = new HashMap<>(enrolment);
    environment.put("FL_STORES", "north,south");
    refused(environment, "FL_ENROLMENT_CODE_FILE is set", "a code is for one store");
    environment.put("FL_STORES", "north");
    assertThat(config(environment).enrolment()).isNotNull();
  }

  private static AgentConfig config(Map<String, String> environment) {
    return AgentConfig.fromEnv(new HashMap<>(environment));
  }

  private static void refused(Map<String, String> environment, String... words) {
    assertThatThrownBy(() -> AgentConfig.fromEnv(environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }
}
