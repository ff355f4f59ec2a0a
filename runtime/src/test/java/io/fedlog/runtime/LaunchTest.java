package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaunchTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);

  @Test
  void shouldSayNothing_whenAllWentWell() {
    assertThat(Launch.run("agent", err, () -> {})).isEqualTo(ExitStatus.OK);
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void shouldPrintOneLine_whenASettingIsWrong() {
    ExitStatus status =
        Launch.run(
            "agent",
            err,
            () -> KafkaSettings.from(Settings.fromEnv(Map.of("FL_BROKER_WAIT", "x"))));

    assertThat(status).isEqualTo(ExitStatus.USAGE);
    assertThat(status.code()).isEqualTo(2);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .startsWith("agent: FL_BROKER_WAIT is \"x\"")
        .hasLineCount(1);
  }

  @Test
  void shouldNameTheFailure_whenItHasNoMessage() {
    ExitStatus status =
        Launch.run(
            "agent",
            err,
            () -> {
              throw new IllegalStateException();
            });

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("IllegalStateException");
  }
}
