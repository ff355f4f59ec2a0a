package io.fedlog.benchmarks.chaos;

import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps rounds running: on one thread training plans of the agents' stores, one after another, on
 * another large rounds of the uploaders' stores. Kafka's absence makes it try again.
 */
final class Traffic implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Traffic.class);

  /** 24 chunks of 64 KiB. */
  private static final int PARAMETERS = 24 * (64 << 10) / Float.BYTES;

  private static final int PLAN_ROUNDS = 8;
  private static final Duration PLAN_MOST = Duration.ofMinutes(2);
  private static final Duration ROUND_MOST = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final long LOOK_AGAIN_MS = 100;
  private static final int TRIES = 40;

  private final Installation installation;
  private final CoordinatorClient client;
  private final String prefix;
  private final Thread plans;
  private final Thread rounds;
  private String modelType = "";
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private volatile boolean stopping;

  /** A call to the client that Kafka may make fail. */
  @FunctionalInterface
  private interface Call {
    void run() throws InterruptedException;
  }

  /** One turn of a loop. */
  @FunctionalInterface
  private interface Turn {
    void run(int number) throws InterruptedException;
  }

  /**
   * Begins.
   *
   * @param prefix of all names, never used before in this installation
   */
  Traffic(Installation installation, String prefix) {
    this.installation = installation;
    this.client = installation.client();
    this.prefix = prefix;
    this.plans = new Thread(() -> loop(this::plan), "traffic-plans");
    this.rounds = new Thread(() -> loop(this::round), "traffic-rounds");
    plans.start();
    rounds.start();
  }

  private void loop(Turn turn) {
    try {
      for (int number = 1; !stopping; number++) {
        turn.run(number);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failures.add("no more rounds were begun: " + e);
    }
  }

  /** What could not be begun or stopped, one sentence each. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** A plan from its beginning; stopped by an operator when the traffic is to stop. */
  private void plan(int number) throws InterruptedException {
    String planId = prefix + "-plan-" + number;
    // every second plan trains on what the one before made, the others begin at the beginning
    if (number % 2 == 1) {
      modelType = installation.newModelType();
    }
    untilDone(
        () -> {
          if (client.plan(planId).isEmpty()) {
            client.startPlan(planRecord(planId));
          }
        });
    long limit = System.nanoTime() + PLAN_MOST.toNanos();
    while (!stopping && !isOver(planId) && System.nanoTime() < limit) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    }
    untilDone(
        () -> {
          if (!isOver(planId)) {
            client.stopPlan(planId, "the schedule is over");
          }
        });
  }

  private PlanRecord planRecord(String planId) {
    return installation
        .config()
        .newPlan(planId, modelType)
        .setMaxRounds(PLAN_ROUNDS)
        .setTargetStores(Stores.ofAgents())
        .setTrainingConfig(
            Map.of(
                "model_type", "sales_forecast",
                "target", "sales",
                "log", "price",
                "log_target", "true",
                "time_column", "date"))
        .setCreatedAt(installation.clock().instant().truncatedTo(ChronoUnit.MILLIS))
        .setCreatedBy("chaos")
        .build();
  }

  private boolean isOver(String planId) {
    return client.plan(planId).map(plan -> plan.getStatus() != PlanStatus.RUNNING).orElse(false);
  }

  /** A round of many chunks; by turns all stores must upload, or two of four are enough. */
  private void round(int number) throws InterruptedException {
    String roundId = prefix + "-round-" + number;
    boolean all = number % 2 == 1;
    Participation participation =
        new Participation(
            Stores.ofUploaders(),
            2,
            all ? BigDecimal.ONE : new BigDecimal("0.5"),
            Duration.ofSeconds(8),
            DEADLINE,
            number % 3 == 0 ? AtDeadline.FAIL : AtDeadline.AGGREGATE_IF_MIN);
    RoundSpec spec =
        new RoundSpec(
            roundId,
            UploaderMain.MODEL_TYPE_PREFIX + prefix,
            null,
            0,
            null,
            List.of(),
            new Aggregation("weighted", Map.of(), Weighting.SAMPLES, null),
            new UpdateForm(
                Encoding.FLOAT32, List.of(new Tensor("w", List.of(PARAMETERS))), 64, false),
            participation,
            Map.of(),
            "chaos");
    untilDone(
        () -> {
          if (client.definition(roundId).isEmpty()) {
            var unused = client.createRound(spec);
          }
        });
    boolean unused = installation.book().await(() -> stopping || isRoundOver(roundId), ROUND_MOST);
  }

  private boolean isRoundOver(String roundId) {
    return installation.book().isOver(roundId);
  }

  private void untilDone(Call call) throws InterruptedException {
    String last = "";
    for (int tries = 0; tries < TRIES; tries++) {
      try {
        call.run();
        return;
      } catch (KafkaException | IllegalStateException e) {
        last = e.toString();
        log.warn("Kafka is away, trying again reason={}", e.getMessage());
        TimeUnit.SECONDS.sleep(1);
      }
    }
    failures.add("the client gave up after " + TRIES + " tries: " + last);
  }

  /** Begins nothing more; what runs goes on, save for the plan, which is stopped. */
  void stop() throws InterruptedException {
    stopping = true;
    plans.join();
    rounds.join();
  }

  @Override
  public void close() {
    stopping = true;
    plans.interrupt();
    rounds.interrupt();
  }
}
