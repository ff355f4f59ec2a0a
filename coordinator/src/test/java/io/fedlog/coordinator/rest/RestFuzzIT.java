package io.fedlog.coordinator.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.FakeAggregator;
import io.fedlog.coordinator.Installation;
import io.fedlog.coordinator.identity.OwnTokens;
import io.fedlog.coordinator.rest.RequestFuzzer.Fuzzed;
import io.fedlog.coordinator.rest.RequestFuzzer.Rounds;
import io.fedlog.schemas.AccessRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of requests made from the document and spoilt, on plain sockets. */
class RestFuzzIT {

  private static final int REQUESTS = 5000;
  private static final int WARM_UP = 1500;
  private static final long SEED = 20_261_121;
  private static final long MOST_GROWTH = 64L << 20;

  /** What tells a stranger how the server is made, or what another caller said. */
  private static final Pattern LEAK =
      Pattern.compile(
          "(?i)exception|stack ?trace|io\\.fedlog|org\\.(eclipse|apache)|java[.x]|jetty|javalin"
              + "|jackson|\\tat |eyJ|\\r\\nx-injected");

  private static final DocumentedAnswers ANSWERS = new DocumentedAnswers();

  @TempDir private static Path folder;

  private static Map<String, String> tokens;
  private static Installation installation;
  private static FakeAggregator aggregator;
  private static CoordinatorApp coordinator;
  private static int port;

  @BeforeAll
  static void start() {
    OwnTokens issuer = new OwnTokens(folder, Clock.systemUTC());
    tokens =
        Map.of(
            "admin", issuer.of("alice", AccessRole.ADMIN),
            "operator", issuer.of("olga", AccessRole.OPERATOR),
            "analyst", issuer.of("anna", AccessRole.ANALYST),
            "store", issuer.ofStore("north"));
    installation = new Installation();
    coordinator =
        CoordinatorApp.start(
            installation.config(
                "FL_HTTP_PORT",
                "0",
                "FL_HTTP_MAX_BODY",
                "100000",
                "FL_HTTP_RATE",
                "100000",
                "FL_TOKEN_KEY_FILE",
                issuer.keyFile().toString()),
            Clock.systemUTC());
    aggregator =
        new FakeAggregator(installation.servers())
            .answering(round -> round.getModelType().equals("done"))
            .start();
    await().until(() -> coordinator.health().ready().ok());
    port = coordinator.restPort().orElseThrow();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    aggregator.close();
    coordinator.close();
    installation.close();
  }

  @Test
  void shouldNeitherFailNorLeakNorGrow_whateverIsSent() throws Exception {
    String layout = "{\"layout\": {\"w1\": [2]}}";
    String open = create("open", layout);
    String done = create("done", layout);
    await().until(() -> status(done).contains("completed"));

    OpenApiDocument document = OpenApiDocument.read();
    Rounds rounds = new Rounds(open, create("asked", "{}"), List.of(done, cancelled(), "none"));
    Map<String, String> names =
        Map.of("plan_id", plan(), "model_type", "done", "upload_id", upload(open));
    LongFunction<Fuzzed> requests =
        n -> new RequestFuzzer(document, tokens, rounds, names, SEED + n).next();
    List<String> faults = new ArrayList<>();
    Map<String, Integer> statuses = new TreeMap<>();
    fuzz(0, WARM_UP, requests, faults, statuses);
    long before = usedHeap();
    fuzz(WARM_UP, REQUESTS, requests, faults, statuses);
    long after = usedHeap();

    assertThat(faults).as("of answers %s: %s", statuses, oneLine(faults)).isEmpty();
    assertThat(statuses.keySet()).as("spoilt in many ways").contains("200", "201", "400", "401");
    assertThat(statuses.keySet()).contains("404", "405", "413", "415", "422");
    assertThat(after - before).as("bytes of heap more than before").isLessThan(MOST_GROWTH);
    assertThat(status(done)).contains("completed");
    assertThat(coordinator.health().ready().ok()).isTrue();
  }

  private static void fuzz(
      int from,
      int to,
      LongFunction<Fuzzed> requests,
      List<String> faults,
      Map<String, Integer> statuses)
      throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Callable<String>> calls =
          IntStream.range(from, to)
              .<Callable<String>>mapToObj(
                  n ->
                      () -> {
                        Fuzzed request = requests.apply(n);
                        RawAnswer answer =
                            request.readable()
                                ? RawAnswer.to(port, request.bytes())
                                : RawAnswer.toTorn(port, request.bytes());
                        String fault = fault(request, answer);
                        return answer.status() + (fault.isEmpty() ? "" : "\n" + n + ": " + fault);
                      })
              .collect(Collectors.toList());
      for (Future<String> done : clients.invokeAll(calls)) {
        String[] outcome = done.get().split("\n", 2);
        statuses.merge(outcome[0], 1, Integer::sum);
        if (outcome.length > 1) {
          faults.add(outcome[1]);
        }
      }
    } finally {
      clients.shutdownNow();
    }
  }

  /** Empty when the answer is as it should be. */
  private static String fault(Fuzzed request, RawAnswer answer) {
    Matcher leak = LEAK.matcher(answer.text());
    if (leak.find()) {
      return "leaks \"" + leak.group() + "\" " + shown(request, answer);
    }
    if (answer.status() >= 500 && answer.status() != 503) {
      return "fails " + shown(request, answer);
    }
    if (answer.status() >= 400 && !answer.body().isEmpty() && !isProblem(answer)) {
      return "is no problem document " + shown(request, answer);
    }
    if (!request.readable()) {
      return "";
    }
    if (answer.status() == 0) {
      return "is silent " + shown(request, answer);
    }
    try {
      ANSWERS.check(
          request.operation(),
          answer.status(),
          name -> answer.headers().get(name.toLowerCase(Locale.ROOT)),
          answer.body());
      return "";
    } catch (AssertionError e) {
      return e.getMessage() + shown(request, answer);
    }
  }

  private static boolean isProblem(RawAnswer answer) {
    return answer.headers().getOrDefault("content-type", "").equals("application/problem+json")
        && answer.body().contains("\"status\":" + answer.status());
  }

  private static String shown(Fuzzed request, RawAnswer answer) {
    String sent = new String(request.bytes(), StandardCharsets.ISO_8859_1);
    return "\nsent\n%s\ngot\n%s\n"
        .formatted(
            sent.substring(0, Math.min(sent.length(), 900)),
            answer.text().substring(0, Math.min(answer.text().length(), 900)));
  }

  /** The first of them where a summary of the build shows one line a failure. */
  private static String oneLine(List<String> faults) {
    return faults.stream().limit(3).collect(Collectors.joining(" | ")).replaceAll("\\R", "\\\\n");
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static String create(String modelType, String config) throws IOException {
    String body = "{\"model_type\": \"%s\", \"config\": %s}".formatted(modelType, config);
    return field("round_id", send("admin", "POST", "/rounds", body));
  }

  private static String cancelled() throws IOException {
    String round = create("gone", "{}");
    assertThat(send("admin", "POST", "/rounds/" + round + "/cancel", "{}")).contains("cancelled");
    return round;
  }

  private static String plan() throws IOException {
    String body =
        """
        {"plan_id": "p", "model_type": "sales_forecast", "max_rounds": 2,
         "training_config": {"target": "y"}}
        """;
    return field("plan_id", send("admin", "POST", "/plans", body));
  }

  private static String upload(String round) throws IOException {
    String body = "{\"content_length\": 90000}";
    return field("upload_id", send("store", "POST", "/rounds/" + round + "/uploads", body));
  }

  private static String field(String name, String answer) {
    Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer);
    assertThat(value.find()).as(answer).isTrue();
    return value.group(1);
  }

  private static String status(String round) throws IOException {
    return send("admin", "GET", "/rounds/" + round + "/status", "");
  }

  private static String send(String who, String method, String path, String body)
      throws IOException {
    String request =
        "%s %s%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, RestServer.BASE, path, tokens.get(who), body.length(), body);
    return RawAnswer.to(port, request.getBytes(StandardCharsets.UTF_8)).body();
  }
}
