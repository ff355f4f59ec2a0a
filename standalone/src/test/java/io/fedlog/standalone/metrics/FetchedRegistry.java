package io.fedlog.standalone.metrics;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A real Apicurio Registry, and Confluent's own deserializer beside it, each a process that has
 * nothing of ours. The tests of {@code schemas} fetch both; without them there is none.
 */
final class FetchedRegistry implements AutoCloseable {
  private static final Path SCHEMAS = Path.of("..", "schemas");
  private static final Path FETCHED = SCHEMAS.resolve(Path.of("target", "fetched"));
  private static final Path APICURIO = FETCHED.resolve("apicurio-registry-3.0.9");
  private static final Path CONFLUENT = FETCHED.resolve("pinot-confluent-avro-1.5.0-shaded.jar");
  private static final Path ORACLE =
      SCHEMAS.resolve(Path.of("src", "test", "oracle", "ConfluentOracle.java"));

  private final Process registry;
  private final Process confluent;
  private final String url;

  private FetchedRegistry(Process registry, Process confluent, String url) {
    this.registry = registry;
    this.confluent = confluent;
    this.url = url;
  }

  static boolean isThere() {
    return Files.exists(APICURIO.resolve("complete")) && Files.exists(CONFLUENT);
  }

  static FetchedRegistry start(Path folder) throws IOException {
    int port = freePort();
    Process registry =
        java(
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                "apicurio-registry-app-3.0.9-runner.jar")
            .directory(APICURIO.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("apicurio.log").toFile())
            .start();
    Process confluent =
        java("-cp", CONFLUENT.toString(), ORACLE.toString())
            .redirectError(folder.resolve("confluent.log").toFile())
            .start();
    String url = "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    FetchedRegistry started = new FetchedRegistry(registry, confluent, url);
    try {
      await("a registry that answers").atMost(60, SECONDS).until(started::answers);
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    return started;
  }

  /** For {@code SCHEMA_REGISTRY_URL}. */
  String url() {
    return url;
  }

  /** What Confluent's deserializer makes of a record's bytes, in Avro's JSON encoding. */
  String read(String topic, byte[] bytes) throws IOException {
    PrintWriter questions =
        new PrintWriter(confluent.getOutputStream(), true, StandardCharsets.UTF_8);
    BufferedReader answers = confluent.inputReader(StandardCharsets.UTF_8);
    questions.println("read " + url + " " + topic + " " + HexFormat.of().formatHex(bytes));
    String line = answers.readLine();
    while (line != null && !line.startsWith("= ") && !line.startsWith("! ")) {
      line = answers.readLine();
    }
    if (line == null || line.startsWith("! ")) {
      throw new IOException("Confluent's deserializer said " + line);
    }
    return new String(Base64.getDecoder().decode(line.substring(2)), StandardCharsets.UTF_8);
  }

  private boolean answers() throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/subjects")).build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static ProcessBuilder java(String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    command[1] = "-Xmx512m";
    command[2] = "-XX:TieredStopAtLevel=1";
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return new ProcessBuilder(command);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    confluent.destroyForcibly();
    registry.destroyForcibly();
  }
}
