package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.standalone.FedlogMain;
import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM, which a parent cannot have made the child ignore, ends it as ctrl-C does. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM to send")
class InterruptIT {

  private static final int BY_SIGTERM = 143;

  @TempDir Path folder;

  @Test
  void shouldLeaveNothingBehind_whenToldToEndMidRun() throws Exception {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    File errors = folder.resolve("err").toFile();
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                FedlogMain.class.getName(),
                "demo",
                "--rounds",
                "50")
            .redirectError(errors)
            .start();
    try (BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null && !line.matches(" +1 +8 of 8 .*")) {
        line = lines.readLine();
      }
      assertThat(line).as("the first round's line").isNotNull();

      new ProcessBuilder("kill", "-TERM", String.valueOf(demo.pid())).start().waitFor();

      assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).isEqualTo(BY_SIGTERM);
      assertThat(Files.readString(errors.toPath())).isEmpty();
      assertThat(temporary.toFile().list((dir, name) -> name.startsWith("fedlog"))).isEmpty();
    } finally {
      demo.destroyForcibly();
    }
  }
}
