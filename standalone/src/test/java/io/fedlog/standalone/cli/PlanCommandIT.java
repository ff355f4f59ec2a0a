package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import io.fedlog.standalone.installation.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan's life by the command line, against an installation without stores. */
class PlanCommandIT {

  @TempDir Path folder;

  @Test
  void shouldStartShowHoldAndEndAPlan() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("plan.json"),
            """
            {"plan_id": "p", "model_type": "sales_forecast", "max_rounds": 3, "min_stores": 2,
             "training_config": {"target": "sales"},
             "selection": {"fraction": 0.5, "over_selection": 1.5, "seed": 1}}
            """);
    try (Shutdown parts = new Shutdown()) {
      Installation installation =
          Installation.start(
              parts,
              EmbeddedKafka.builder().dataDir(folder.resolve("data")).port(0),
              Map.of("FL_PARTITIONS", "3"),
              Clock.systemUTC());
      Map<String, String> environment =
          Map.of("FL_BOOTSTRAP_SERVERS", installation.bootstrapServers(), "FL_PARTITIONS", "3");
      assertDone(plan(environment, "show"), "There is no plan.");
      assertDone(plan(environment, "start", file.toString()), "Plan p is on the log.");
      Awaitility.await()
          .until(() -> plan(environment, "show", "p").out().contains("p-vocabulary  CREATED"));
      assertDone(plan(environment, "show"), "p  sales_forecast  RUNNING");

      assertDone(plan(environment, "pause", "p"), "Plan p is held after its round.");
      assertDone(plan(environment, "show"), "p  sales_forecast  PAUSED");
      assertFailed(
          plan(environment, "pause", "p"), "plan p is PAUSED; pause is for plans that are RUNNING");
      assertDone(plan(environment, "resume", "p"), "Plan p goes on.");
      assertDone(plan(environment, "stop", "p", "--reason", "no stores"), "Plan p is stopped.");
      assertDone(plan(environment, "show", "p"), "p  sales_forecast  STOPPED: no stores");

      assertFailed(plan(environment, "resume", "p"), "plan p is over already: STOPPED");
      assertFailed(plan(environment, "show", "q"), "there is no plan q");
      assertFailed(plan(environment, "start", file.toString()), "plan p is there already");
      Path wrong =
          Files.writeString(
              file, Files.readString(file).replace("\"fraction\": 0.5", "\"fraction\": 2"));
      CommandRun refused = plan(environment, "start", wrong.toString());
      assertThat(refused.status()).isEqualTo(2);
      assertThat(refused.err()).contains("fraction is 2; expected a share above 0 and at most 1");
    }
  }

  private static CommandRun plan(Map<String, String> environment, String... arguments) {
    List<String> line = new ArrayList<>(List.of("plan"));
    line.addAll(List.of(arguments));
    return CommandRun.in(environment, line.toArray(String[]::new));
  }

  private static void assertDone(CommandRun run, String said) {
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains(said);
  }

  private static void assertFailed(CommandRun run, String said) {
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains(said);
    assertThat(run.err().strip().lines()).hasSize(1);
  }
}
