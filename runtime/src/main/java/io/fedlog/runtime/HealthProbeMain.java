package io.fedlog.runtime;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * Asks this machine's own process whether it is ready; for containers whose image has no HTTP
 * client. Exit status 0 for yes, 1 for no.
 */
public final class HealthProbeMain {
  private HealthProbeMain() {}

  public static void main(String[] arguments) {
    System.exit(probe(System.getenv(), System.out).code());
  }

  /** Asks the port that {@code FL_HEALTH_PORT} names and prints the answer. */
  static ExitStatus probe(Map<String, String> environment, PrintStream out) {
    int port = Settings.fromEnv(environment).get(HealthSettings.PORT);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
            .timeout(Duration.ofSeconds(3))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      out.println(response.body());
      return response.statusCode() == 200 ? ExitStatus.OK : ExitStatus.FAILED;
    } catch (IOException e) {
      out.println("no answer on port " + port + ": " + e);
      return ExitStatus.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    }
  }
}
