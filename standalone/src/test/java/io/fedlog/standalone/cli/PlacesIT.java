package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.Shutdown;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports, directories and brokers that are not as they should be, and {@code up} when they are. */
class PlacesIT {

  @TempDir Path folder;

  @Test
  void shouldNameThePort_whenKafkasIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "up",
              "--data-dir",
              folder.toString(),
              "--registry-port",
              "0",
              "--port",
              String.valueOf(taken.getLocalPort()));

      assertRefused(run, 2, "Port " + taken.getLocalPort() + " on 127.0.0.1 cannot be used");
    }
  }

  @Test
  void shouldNameThePort_whenTheSchemasIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CommandRun run =
          CommandRun.of(
              "up",
              "--data-dir",
              folder.toString(),
              "--port",
              "0",
              "--registry-port",
              String.valueOf(taken.getLocalPort()));

      assertRefused(run, 2, ":" + taken.getLocalPort(), "--registry-port");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up"})
  void shouldSayWhatItReads_whenTheDataDirectoryIsOfAnotherVersion(String command)
      throws Exception {
    Files.writeString(folder.resolve("fedlog-data.properties"), "layout.version=7\n");

    CommandRun run =
        command.equals("up")
            ? CommandRun.of(
                "up", "--port", "0", "--registry-port", "0", "--data-dir", folder.toString())
            : CommandRun.of("demo", "--data-dir", folder.toString());

    assertRefused(run, 2, "has layout version 7, but this Fedlog reads version 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "aggregator", "agent"})
  void shouldSayWhereItLooked_whenThereIsNoBroker(String role) throws Exception {
    Path data = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n2,4\n3,6\n");

    CommandRun run =
        CommandRun.in(
            Map.of(
                "FL_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "FL_BROKER_WAIT", "300ms",
                "FL_STATE_DIR", folder.resolve("state").toString(),
                "FL_STORE_ID", "a",
                "FL_DATA", data.toString()),
            role);

    assertRefused(run, 3, "No Kafka broker answered at 127.0.0.1:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "aggregator", "agent"})
  void shouldNameTheVariable_whenASettingCannotBeUsed(String role) {
    CommandRun run = CommandRun.in(Map.of("FL_BROKER_WAIT", "soon"), role);

    assertRefused(run, 2, "FL_BROKER_WAIT is \"soon\"");
  }

  @Test
  void shouldRunTwiceOnOneDirectory_eachTimeUntilToldToEnd() throws Exception {
    for (int start = 1; start <= 2; start++) {
      AtomicReference<Shutdown> end = new AtomicReference<>();
      CompletableFuture<CommandRun> up = CompletableFuture.supplyAsync(() -> up(end));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  up.isDone()
                      || (end.get() != null && Files.exists(folder.resolve("data/aggregator"))));
      end.get().request();
      CommandRun run = up.get(60, TimeUnit.SECONDS);

      assertThat(run.err()).isEmpty();
      assertThat(run.status()).isZero();
      assertThat(run.out())
          .contains("Fedlog is up", "FL_BOOTSTRAP_SERVERS=127.0.0.1:", "schemas  http://")
          .contains("REST     http://127.0.0.1:", "token-key.pem ./fedlog token --role admin");
      assertThat(Files.getPosixFilePermissions(folder.resolve("data/token-key.pem")))
          .containsExactlyInAnyOrder(
              PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }
  }

  private CommandRun up(AtomicReference<Shutdown> end) {
    return CommandRun.in(
        Map.of("FL_LOG_LEVEL", "warn"),
        end::set,
        "up",
        "--port",
        "0",
        "--registry-port",
        "0",
        "--http-port",
        "0",
        "--data-dir",
        folder.resolve("data").toString());
  }

  private static void assertRefused(CommandRun run, int status, String... said) {
    assertThat(run.err()).contains(said);
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.status()).isEqualTo(status);
  }
}
