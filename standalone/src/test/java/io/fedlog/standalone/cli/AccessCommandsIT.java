package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.embedded.EmbeddedKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People, codes and revocations by the command line, against a broker without a coordinator. */
class AccessCommandsIT {

  @TempDir Path folder;

  @Test
  void shouldAddListDisableEnrolAndRevoke() throws Exception {
    Path password = Files.writeString(folder.resolve("ada.txt"), "correct horse battery\n");
    try (EmbeddedKafka kafka = EmbeddedKafka.startTemporary()) {
      Map<String, String> environment =
          Map.of("FL_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "FL_PARTITIONS", "3");

      assertDone(run(environment, "user list"), "There is no user.");
      assertDone(
          run(environment, "user add ada --role operator --password-file " + password),
          "User ada may sign in as operator.");
      assertDone(run(environment, "user list"), "ada  operator");
      assertDone(run(environment, "user disable ada"), "User ada may sign in no longer.");
      assertDone(run(environment, "user list"), "ada  operator  disabled");
      assertFailed(1, run(environment, "user disable eve"), "there is no user \"eve\"");
      Files.writeString(password, "short");
      CommandRun refused =
          run(environment, "user add bob --role admin --password-file " + password);
      assertFailed(2, refused, "password: expected at least 12 characters");
      assertThat(refused.err()).doesNotContain("\"short\"");

      CommandRun code = run(environment, "enrol-code north --for 2h");
      assertThat(code.status()).isZero();
      assertThat(code.out().strip()).matches("[0-9a-v]{32}");
      assertThat(code.err()).contains("For store north, once, until").doesNotContain(code.out());
      assertFailed(2, run(environment, "enrol-code coordinator"), "store_id: expected");
      assertFailed(2, run(environment, "enrol-code north --for 169h"), "life: expected");

      assertFailed(
          1, run(environment, "revoke-store north"), "there is no enrolled store \"north\"");

      assertDone(run(environment, "token revoke j-1"), "Token j-1 is revoked.");
      assertFailed(2, run(environment, "token revoke eyJh.eyJp.c2ln"), "token_id: expected");
    }
  }

  private static CommandRun run(Map<String, String> environment, String line) {
    return CommandRun.in(environment, line.split(" "));
  }

  private static void assertDone(CommandRun run, String said) {
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out().strip()).isEqualTo(said);
  }

  private static void assertFailed(int status, CommandRun run, String said) {
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(said);
    assertThat(run.err().strip().lines()).hasSize(1);
  }
}
