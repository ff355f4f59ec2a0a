package io.fedlog.standalone.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.standalone.rest.RestInstallation.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores in Python, each a process with the standard library only, go through one round. */
class PythonClientIT {

  private static final long SECONDS = 90;

  @TempDir Path folder;

  @Test
  void shouldGetTheMeanOfAllStores_whenThreeTakePart() throws Exception {
    Assumptions.assumeTrue(hasPython(), "skipped: there is no python3 on the path");
    Path script = script();
    try (RestInstallation installation = new RestInstallation()) {
      Answer created =
          installation.post(
              0,
              RestInstallation.ADMIN,
              "/rounds",
              """
              {"model_type": "sales_forecast",
               "target_stores": ["STORE001", "STORE002", "STORE003"],
               "config": {"epochs": 10, "batch_size": 32, "learning_rate": 0.001}}
              """);
      String roundId = created.body().path("round_id").asText();
      List<Process> stores = new ArrayList<>();
      for (int store = 1; store <= 3; store++) {
        stores.add(
            new ProcessBuilder(
                    "python3",
                    script.toString(),
                    installation.base(store % 2),
                    roundId,
                    installation.token("STORE00" + store),
                    String.valueOf(store))
                .redirectError(folder.resolve("errors-" + store).toFile())
                .redirectOutput(folder.resolve("output-" + store).toFile())
                .start());
      }

      // The mean of 1, 2 and 3.
      for (int store = 1; store <= 3; store++) {
        Process process = stores.get(store - 1);
        boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).isTrue();
        assertThat(Files.readString(folder.resolve("output-" + store)).strip())
            .as(Files.readString(folder.resolve("errors-" + store)))
            .isEqualTo(
                "{\"layer0\": [[[2.0, 2.0], [2.0, 2.0], [2.0, 2.0]], [2.0, 2.0]], \"layer1\": [], \"layer2\": [[[2.0], [2.0]]]}");
      }
    }
  }

  private Path script() throws IOException {
    try (InputStream text =
        Objects.requireNonNull(PythonClientIT.class.getResourceAsStream("store_client.py"))) {
      return Files.writeString(
          folder.resolve("store_client.py"),
          new String(text.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
