package io.fedlog.benchmarks.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.benchmarks.latency.Samples;
import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.RawWriter;
import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Waiting;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.coordinator.CoordinatorMain;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many stores that upload over REST at once. */
@Command(
    name = "rest",
    description =
        "Stores that upload over REST at once, against a plain producer of the same bytes.",
    mixinStandardHelpOptions = true)
public final class RestCommand extends BenchmarkCommand {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int DISTINCT = 8;
  private static final String YARDSTICK_TOPIC = "bench.raw-updates";

  @Option(names = "--stores", description = "That upload at once (default: ${DEFAULT-VALUE}).")
  private int stores = 200;

  @Option(
      names = "--numbers",
      description = "Of a model, of 8 bytes each on the log (default: ${DEFAULT-VALUE}).")
  private int numbers = 1 << 17;

  @Option(
      names = "--format",
      split = ",",
      description = "How updates travel: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private List<UpdateFormat> formats = List.of(UpdateFormat.JSON, UpdateFormat.SAFETENSORS);

  @Option(
      names = "--warm-up",
      description = "Rounds before, that are not counted (default: ${DEFAULT-VALUE}).")
  private int warmUp = 2;

  @Option(names = "--heap", description = "Of the coordinator (default: ${DEFAULT-VALUE}).")
  private String heap = "1g";

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("rest", Machine.here());
    int port = freePort();
    try (Workbench bench = Workbench.open(Map.of());
        JavaProcess aggregator = bench.aggregator("aggregator", "512m", Map.of(), List.of())) {
      BenchTokens tokens = new BenchTokens(bench.directory());
      measure(bench, aggregator, port, tokens, report, progress);
    }
    return report.note(
        "%d stores at once, %d numbers each; broker, aggregator, coordinator and all stores on these cores"
            .formatted(stores, numbers));
  }

  private void measure(
      Workbench bench,
      JavaProcess aggregator,
      int port,
      BenchTokens tokens,
      Report report,
      Progress progress)
      throws Exception {
    try (JavaProcess coordinator = coordinator(bench, port, tokens)) {
      RestApi api = new RestApi(port, tokens);
      progress.step("waiting for the coordinator");
      Waiting.until(api::isReady, "the coordinator is not ready", PATIENCE);
      float[][] updates = updates();
      for (UpdateFormat format : formats) {
        for (int i = 0; i < warmUp; i++) {
          progress.step("warming up, " + format);
          var unused = round(api, format, updates, report);
        }
        measure(bench, api, format, updates, report, progress);
      }
      report.figure("put_off", api.putOff(), "uploads");
      if (!aggregator.isAlive() || !coordinator.isAlive()) {
        report.wrong("a process ended");
      }
    }
  }

  private void measure(
      Workbench bench,
      RestApi api,
      UpdateFormat format,
      float[][] updates,
      Report report,
      Progress progress)
      throws Exception {
    progress.step("a plain producer");
    double plain = plainSeconds(bench);
    progress.step("%d uploads at once, %s".formatted(stores, format));
    Uploaded uploaded = round(api, format, updates, report);
    String name = format.name().toLowerCase(Locale.ROOT);
    double ratio = plain / uploaded.seconds();
    report
        .figure(name + "_producer", stores / plain, "updates/s")
        .figure(name + "_uploads", stores / uploaded.seconds(), "/s");
    if (format == UpdateFormat.JSON) {
      report.figure(name + "_vs_producer", ratio, "x");
    } else {
      report.figure(name + "_vs_producer", ratio, "x", Bar.atLeast(0.5));
    }
    report
        .figure(name + "_status_p50", uploaded.status().median(), "ms")
        .figure(name + "_status_p99", uploaded.status().quantile(0.99), "ms", Bar.atMost(50));
  }

  /**
   * A round's uploads.
   *
   * @param seconds from the first request to the last acknowledgement
   * @param status how long answers of {@code status} took meanwhile
   */
  private record Uploaded(double seconds, Samples status) {}

  private Uploaded round(RestApi api, UpdateFormat format, float[][] updates, Report report)
      throws Exception {
    List<String> ids = IntStream.range(0, stores).mapToObj(n -> "store-" + n).toList();
    String roundId = api.create("bench", ids, numbers);
    List<byte[]> bodies = new ArrayList<>();
    for (float[] update : updates) {
      bodies.add(format.body(update));
    }
    StatusWatch watch = new StatusWatch(api.statusCall(roundId));
    long start = System.nanoTime();
    CompletableFuture<?>[] uploads = new CompletableFuture<?>[stores];
    for (int n = 0; n < stores; n++) {
      uploads[n] = api.upload(roundId, ids.get(n), format, bodies.get(n % DISTINCT));
    }
    CompletableFuture.allOf(uploads).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - start) / 1e9;
    Samples status = watch.end();
    checkDecision(api, roundId, updates, report);
    return new Uploaded(seconds, status);
  }

  /** Acknowledged is counted: the round completes with all stores, and its model is their mean. */
  private void checkDecision(RestApi api, String roundId, float[][] updates, Report report)
      throws Exception {
    Waiting.until(
        () -> api.status(roundId).path("status").asText().equals("completed"),
        "the round is not completed",
        PATIENCE);
    JsonNode status = api.status(roundId);
    if (status.path("completed_stores").asInt() != stores) {
      report.wrong("%d uploads were acknowledged, but the round has %s".formatted(stores, status));
    }
    JsonNode model = api.model(roundId);
    for (int i = 0; i < numbers; i++) {
      double sum = 0;
      for (int n = 0; n < stores; n++) {
        sum += updates[n % DISTINCT][i];
      }
      if (Math.abs(model.path(i).asDouble() - sum / stores) > 1e-6) {
        report.wrong("number %d of the model is not the mean of the updates".formatted(i));
        return;
      }
    }
  }

  private double plainSeconds(Workbench bench) throws Exception {
    String topic = YARDSTICK_TOPIC + "-" + System.nanoTime();
    var unused =
        bench
            .admin()
            .createTopics(List.of(new NewTopic(topic, Workbench.PARTITIONS, (short) 1)))
            .all()
            .get();
    long bytes = (long) stores * numbers * Double.BYTES;
    return RawWriter.seconds(bench.kafka(), topic, Workbench.PARTITIONS, bytes, Rounds.CHUNK_BYTES);
  }

  /** Numbers of a size that trained weights have, drawn once. */
  private float[][] updates() {
    float[][] updates = new float[DISTINCT][numbers];
    SplittableRandom random = new SplittableRandom(1);
    for (float[] update : updates) {
      for (int i = 0; i < numbers; i++) {
        update[i] = (float) (random.nextDouble() - 0.5);
      }
    }
    return updates;
  }

  private JavaProcess coordinator(Workbench bench, int port, BenchTokens tokens) {
    Map<String, String> environment = bench.aggregatorEnvironment("coordinator");
    environment.put("FL_HTTP_PORT", Integer.toString(port));
    environment.put("FL_HTTP_RATE", "100000");
    environment.put("FL_TOKEN_KEY_FILE", tokens.keyFile().toString());
    return JavaProcess.start(
        "coordinator",
        CoordinatorMain.class.getName(),
        heap,
        environment,
        List.of(),
        bench.directory().resolve("coordinator.log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
