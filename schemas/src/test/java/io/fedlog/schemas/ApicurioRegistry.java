package io.fedlog.schemas;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/** A real schema registry with its storage in memory, as a child process. */
final class ApicurioRegistry implements AutoCloseable {
  private static final String ARTIFACT = "io.apicurio:apicurio-registry-app:3.0.9:tar.gz:all";

  private final Process process;
  private final String url;

  private ApicurioRegistry(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Starts one; the calling test is skipped when the archive cannot be had. */
  static ApicurioRegistry start() throws Exception {
    Path folder = MavenArtifact.unpacked(ARTIFACT, "apicurio-registry-3.0.9");
    int port = freePort();
    File log = Path.of("target", "apicurio-registry.log").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                "apicurio-registry-app-3.0.9-runner.jar")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    ApicurioRegistry registry =
        new ApicurioRegistry(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
    try {
      await("a registry that answers; see " + log)
          .atMost(60, SECONDS)
          .until(() -> registry.answers("GET", "/subjects", ""));
    } catch (RuntimeException e) {
      registry.close();
      throw e;
    }
    return registry;
  }

  /** For {@code schema.registry.url}. */
  String url() {
    return url;
  }

  /** Has the registry hold every subject to the evolution rule. */
  boolean requireBackward() throws InterruptedException {
    return answers("PUT", "/config", "{\"compatibility\":\"BACKWARD\"}");
  }

  private boolean answers(String method, String path, String body) throws InterruptedException {
    if (!process.isAlive()) {
      throw new IllegalStateException("The registry ended with status " + process.exitValue());
    }
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url + path))
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(10, SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
