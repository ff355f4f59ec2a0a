package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.models.Model;
import io.fedlog.standalone.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo through its command, on the invented chain. */
class DemoIT {

  private static final String TYPE = "sales_forecast";

  @TempDir Path folder;

  @Test
  void shouldBeatStoresAlone_andReportWhatLiesOnTheLog() throws Exception {
    Path log = folder.resolve("data");

    CommandRun run = demo("--stores", "4", "--rounds", "4", "--data-dir", log.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("4 stores", "model sha-256", "The federated model is", "S001", "all stores");
    JsonNode report = report();
    assertThat(report.path("model_type").asText()).isEqualTo(TYPE);
    assertThat(report.path("stores").asInt()).isEqualTo(4);
    assertThat(report.path("rounds")).hasSize(4).allSatisfy(DemoIT::assertCompleted);
    JsonNode evaluation = report.path("evaluation");
    assertThat(evaluation.path("metric").asText()).isEqualTo("rmse");
    assertThat(evaluation.path("federated").asDouble())
        .isLessThan(evaluation.path("local_only").asDouble());
    JsonNode last = report.at("/rounds/3");
    assertThat(last.at("/metrics/rmse").asDouble())
        .as("what the agents measured is what the comparison measured")
        .isEqualTo(evaluation.path("federated").asDouble());
    assertOnTheLog(log, last);
  }

  @Test
  void shouldTrainOn_whenTheDataDirectoryIsUsedAgain() throws Exception {
    String log = folder.resolve("data").toString();

    CommandRun first = demo("--stores", "3", "--rounds", "2", "--data-dir", log);
    JsonNode before = report();
    CommandRun second = demo("--stores", "3", "--rounds", "2", "--data-dir", log);
    JsonNode after = report();

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(second.status()).as(second.err()).isZero();
    // The first parameters are version 1; only the first demo prepares.
    assertThat(before.at("/rounds/1/model_version").asLong()).isEqualTo(3);
    assertThat(after.at("/rounds/0/model_version").asLong()).isEqualTo(4);
    assertThat(after.at("/rounds/1/model_version").asLong()).isEqualTo(5);
    assertThat(second.out()).doesNotContain("vocabulary");
    assertThat(after.at("/rounds/0/round_id")).isNotEqualTo(before.at("/rounds/0/round_id"));
  }

  @Test
  void shouldMakeTheSameModel_whenRunTwice() throws Exception {
    CommandRun first = demo("--stores", "3", "--rounds", "2");
    String sha256 = report().at("/rounds/1/model_sha256").asText();
    CommandRun second = demo("--stores", "3", "--rounds", "2");

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(report().at("/rounds/1/model_sha256").asText()).hasSize(64).isEqualTo(sha256);
  }

  @Test
  void shouldFailAndSaySo_whenARoundDoesNotComplete() throws Exception {
    // No store can be asked within a millisecond.
    CommandRun run = demo("--stores", "3", "--rounds", "2", "--deadline", "1ms");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("1 round did not complete; vocabulary failed: deadline passed");
    assertThat(report().path("evaluation").isNull()).isTrue();
  }

  @Test
  void shouldAggregateAsAsked_orSayWhyItCannot() throws Exception {
    String[] krum = {"--stores", "5", "--rounds", "1", "--min-stores", "5", "--method", "krum"};

    CommandRun possible = demo(with(krum, "--method-parameter", "byzantine=1"));
    CommandRun impossible = demo(with(krum, "--method-parameter", "byzantine=2"));

    assertThat(possible.status()).as(possible.err()).isZero();
    assertThat(impossible.status()).isEqualTo(2);
    assertThat(impossible.err()).contains("min_stores is 5, expected at least 7");
  }

  @Test
  void shouldTrainAsAsked_orSayWhyItCannot() throws Exception {
    String[] demo = {"--stores", "3", "--rounds", "3", "--learning-rate", "0.2", "--epochs", "8"};

    for (String method : new String[] {"scaffold", "fednova"}) {
      CommandRun run = demo(with(demo, "--client-method", method));

      assertThat(run.status()).as(run.err()).isZero();
      JsonNode report = report();
      assertThat(report.at("/rounds/2/metrics/rmse").asDouble())
          .as("what the agents measured is what the comparison measured")
          .isEqualTo(report.at("/evaluation/federated").asDouble());
      assertThat(report.at("/rounds/2/metrics/evaluation_loss").asDouble())
          .isLessThan(report.at("/rounds/0/metrics/evaluation_loss").asDouble());
    }
    CommandRun impossible = demo(with(demo, "--client-method", "scaffold", "--method", "fedadam"));
    assertThat(impossible.status()).isEqualTo(2);
    assertThat(impossible.err()).contains("client_method is scaffold; expected method fedavg");
  }

  @Test
  void shouldMakeTheSameModel_whenUpdatesAreRoundedByChance() throws Exception {
    String[] int8 = {"--stores", "3", "--rounds", "2", "--update-encoding", "int8"};

    CommandRun first = demo(int8);
    String sha256 = report().at("/rounds/1/model_sha256").asText();
    CommandRun second = demo(int8);

    assertThat(first.status()).as(first.err()).isZero();
    assertThat(second.status()).as(second.err()).isZero();
    assertThat(second.out()).contains("Updates travelled as INT8: ");
    assertThat(report().at("/rounds/1/model_sha256").asText()).hasSize(64).isEqualTo(sha256);
  }

  @Test
  void shouldSayWhatMasksHide_andThatTheyChangeNothing() throws Exception {
    CommandRun run = demo("--stores", "4", "--rounds", "2", "--secure-aggregation");

    assertThat(run.status()).as(run.err()).isZero();
    String sha256 = report().at("/rounds/1/model_sha256").asText();
    assertThat(run.out())
        .contains("8 updates of 2 rounds: 8 masked, 0 plain")
        // A third of 4 stores is 1: 2 shares, and 3 neighbours, of whom 1 may be lost.
        .contains("4 stores, each with 3 neighbours; 2 shares bring a secret back")
        .contains("dropped     nobody")
        .contains("without masks: the same model, to the byte, sha-256 " + sha256.substring(0, 12));
  }

  @Test
  void shouldSayWhyNot_whenMasksCannotBe() {
    CommandRun median = demo("--stores", "4", "--secure-aggregation", "--method", "median");
    CommandRun alone = demo("--stores", "4", "--drop-out", "0.1");
    CommandRun central = demo("--secure-aggregation", "--privacy", "central");

    assertThat(median.status()).isEqualTo(2);
    assertThat(median.err()).contains("secure_aggregation: method is median; expected one of [");
    assertThat(alone.status()).isEqualTo(2);
    assertThat(alone.err())
        .contains("--drop-out is 0.1; expected it left out without --secure-aggregation");
    assertThat(central.status()).isEqualTo(2);
    assertThat(central.err())
        .contains("privacy: mode is CENTRAL; expected DISTRIBUTED with secure_aggregation");
  }

  @Test
  void shouldSayWhyNot_whenTheMethodCannotTakeDifferences() {
    CommandRun run = demo("--stores", "3", "--method", "median", "--update-encoding", "top-k=0.1");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("which method median does not aggregate");
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  private CommandRun demo(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "demo";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--report";
    all[all.length - 1] = folder.resolve("report.json").toString();
    return CommandRun.of(all);
  }

  private JsonNode report() throws Exception {
    return new ObjectMapper().readTree(Files.readString(folder.resolve("report.json")));
  }

  private static void assertCompleted(JsonNode round) {
    assertThat(round.path("status").asText()).isEqualTo("completed");
    assertThat(round.path("participating_stores").asInt()).isEqualTo(4);
    assertThat(round.path("completed_stores").asInt()).isEqualTo(4);
    assertThat(round.path("aggregation_ms").asLong()).isNotNegative();
    assertThat(round.path("model_sha256").asText()).matches("[0-9a-f]{64}");
    assertThat(round.at("/metrics/rmse").asDouble()).isPositive();
  }

  /** Reads the version back with a broker of its own and hashes its bytes anew. */
  private static void assertOnTheLog(Path dataDir, JsonNode round) throws Exception {
    try (EmbeddedKafka broker = EmbeddedKafka.start(dataDir);
        CoordinatorClient client =
            CoordinatorClient.connect(
                CoordinatorConfig.fromEnv(
                    Map.of("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers())),
                Clock.systemUTC())) {
      Model model =
          client.exportModel(TYPE, round.path("model_version").asLong(), Duration.ofSeconds(30));
      assertThat(TreeHash.hex(TreeHash.of(model.toByteArray())))
          .isEqualTo(round.path("model_sha256").asText());
      assertThat(model.manifest().getRoundId()).isEqualTo(round.path("round_id").asText());
      assertThat(StreamSupport.stream(round.path("metrics").spliterator(), false)).isNotEmpty();
    }
  }
}
