package io.fedlog.standalone.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.models.Model;
import io.fedlog.standalone.installation.Installation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/python-plain} as its README runs it: agents, command, rounds, model. */
class OwnTrainerIT {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Path EXAMPLE = Path.of("..", "examples", "python-plain").toAbsolutePath();
  private static final double RATE = 0.5;

  @TempDir private Path folder;

  /**
   * One step a round and weights by rows: the mean of the stores' steps is the step that gradient
   * descent on the rows of all of them takes.
   */
  @Test
  void shouldDescendAsOnTheRowsOfAll_whenStoresTrainByACommand() throws Exception {
    assumeTrue(pythonIsThere(), "python3 is not there: its trainer is not run");
    List<String> rows = rows();
    Path data = folder.resolve("rows.csv");
    Files.writeString(data, "store,a,b,y\n" + String.join("\n", rows) + "\n");
    Clock clock = Clock.systemUTC();
    try (Shutdown parts = new Shutdown()) {
      Installation installation =
          Installation.start(
              parts, EmbeddedKafka.builder(), Map.of("FL_STATE_STORE", "memory"), clock);
      installation.awaitReady(PATIENCE);
      parts.add("agents", agents(installation.bootstrapServers(), data, clock));

      String said = defineRounds(installation.bootstrapServers());

      assertThat(said).contains("made version 1 of 3 stores", "made version 2 of 3 stores");
      CoordinatorClient client =
          parts.add("client", CoordinatorClient.connect(installation.coordinator(), clock));
      Model model = client.exportModel("plain_python", 2, PATIENCE);
      double[] expected = step(rows, step(rows, new double[3]));
      assertThat(model.doubles()).containsExactly(expected, within(1e-9));
    }
  }

  private AgentApp agents(String bootstrapServers, Path data, Clock clock) {
    return AgentApp.start(
        AgentConfig.fromEnv(
            Map.of(
                "FL_BOOTSTRAP_SERVERS",
                bootstrapServers,
                "FL_DATA",
                data.toString(),
                "FL_STORE_COLUMN",
                "store",
                "FL_STATE_DIR",
                folder.resolve("agents").toString(),
                "FL_TRAINER_COMMAND",
                "python3 '" + EXAMPLE.resolve("trainer.py") + "'")),
        clock,
        new Random(7));
  }

  private String defineRounds(String bootstrapServers) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EXAMPLE.resolve("Rounds.java").toString(),
                "2",
                "features=a,b",
                "target=y",
                "epochs=1",
                "learning_rate=" + RATE,
                "7",
                "8",
                "9")
            .redirectErrorStream(true);
    builder.environment().put("FL_BOOTSTRAP_SERVERS", bootstrapServers);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Rows of stores 7, 8 and 9, differently many; y is 1 where a is above b. */
  private static List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 36; i++) {
      double a = (i * 37 % 23 - 11) / 10.0;
      double b = (i * 29 % 19 - 9) / 10.0;
      int store = i % 6 < 3 ? 7 : i % 6 < 5 ? 8 : 9;
      rows.add("%d,%s,%s,%d".formatted(store, a, b, a > b ? 1 : 0));
    }
    return rows;
  }

  /** A step of logistic regression along the mean gradient of all rows that are trained on. */
  private static double[] step(List<String> rows, double[] from) {
    double[] gradient = new double[3];
    int trained = 0;
    for (String row : rows) {
      CRC32 hash = new CRC32();
      hash.update(row.getBytes(StandardCharsets.UTF_8));
      if (hash.getValue() % 5 == 0) {
        continue; // held out
      }
      String[] fields = row.split(",", -1);
      double[] inputs = {Double.parseDouble(fields[1]), Double.parseDouble(fields[2]), 1};
      double score = from[0] * inputs[0] + from[1] * inputs[1] + from[2];
      double error = 1 / (1 + Math.exp(-score)) - Double.parseDouble(fields[3]);
      for (int i = 0; i < 3; i++) {
        gradient[i] += error * inputs[i];
      }
      trained++;
    }
    double[] next = from.clone();
    for (int i = 0; i < 3; i++) {
      next[i] -= RATE * gradient[i] / trained;
    }
    return next;
  }

  private static boolean pythonIsThere() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
