package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An aggregator killed with SIGKILL at the worst moments: the same bytes, and balanced counts. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AggregatorKillIT {
  private static final int PARTITIONS = 3;
  private static final int PARAMETERS = 150_001; // ten chunks
  private static final int STORES = 6;
  private static final List<Update> UPDATES = new ArrayList<>();

  @TempDir static Path folder;
  private static Installation installation;
  private static String expected;

  @BeforeAll
  static void start() throws Exception {
    installation = new Installation(PARTITIONS);
    for (int store = 0; store < STORES; store++) {
      UPDATES.add(Update.draw("store-" + store, PARAMETERS, 500 + store));
    }
    expected = PlainMean.sha256(PlainMean.of(UPDATES));
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  /** All sums of a round take 1280 KiB here. */
  @ParameterizedTest(name = "{0}, state kept: {1}, seed {2}, memory {3} and then {4}")
  @CsvSource({
    "MID_ROUND, true, 1, 40%, 40%",
    "MID_ROUND, false, 2, 0, 40%",
    "DECIDED, true, 3, 600KiB, 0",
    "DECIDED, false, 4, 40%, 40%",
    "DECIDED, true, 5, 0, 2MiB",
    "REBUILD, true, 6, 40%, 900KiB",
    "REBUILD, false, 7, 900KiB, 40%"
  })
  void shouldMakeTheSameModel_whenKilled(
      Moment moment, boolean stateKept, long seed, String memory, String memoryAfter)
      throws Exception {
    String roundId = "kill-" + seed;
    RoundDefinition round =
        Definitions.weighted(roundId, "type-" + seed, PARAMETERS, STORES).build();
    List<ProducerRecord<String, byte[]>> records = shuffled(round, seed);
    int half = records.size() / 2 + new Random(seed).nextInt(10);
    Path state = folder.resolve("state");
    Path output = folder.resolve("aggregator-" + seed + ".log");
    Map<String, String> environment = environment(state, memoryAfter);
    try (AggregatorProcess first = AggregatorProcess.start(environment(state, memory), output)) {
      installation.define(round);
      send(records.subList(0, half));
      if (moment == Moment.DECIDED) {
        send(records.subList(half, records.size()));
        installation.await(
            Topics.ROUND_CONTROL,
            order -> order.getOrder() instanceof Decision d && d.getRoundId().equals(roundId));
      } else {
        installation.await(
            Topics.ROUND_LOG,
            entry ->
                roundId.equals(entry.getRoundId()) && entry.getEvent() instanceof UpdateSummary);
      }
      first.kill();
    }
    if (!stateKept) {
      delete(state);
    }
    if (moment == Moment.REBUILD) {
      try (AggregatorProcess second = AggregatorProcess.start(environment, output)) {
        installation.awaitLine(output, "Aggregator started", 2);
        Awaitility.await() // a kill at an arbitrary moment
            .pollDelay(Duration.ofMillis(500 * (seed % 4)))
            .until(() -> true);
        second.kill();
      }
      if (!stateKept) {
        delete(state);
      }
    }
    try (AggregatorProcess last = AggregatorProcess.start(environment, output)) {
      if (moment != Moment.DECIDED) {
        send(records.subList(half, records.size()));
      }
      RoundState end = installation.awaitEnd(roundId);

      assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
      assertThat(end.getModelSha256()).isEqualTo(expected);
      RoundMetrics metrics = installation.awaitMetrics(roundId);
      Law.holds(metrics);
      assertThat(metrics.getAttemptsReceived()).isEqualTo(STORES);
      assertThat(metrics.getAttemptsAggregated()).isEqualTo(STORES);
      assertThat(metrics.getChunksReceived()).isEqualTo((long) STORES * round.getChunkCount());
      assertThat(metrics.getChunksAggregated()).isEqualTo(metrics.getChunksReceived());
      assertThat(metrics.getBytesAggregated()).isEqualTo(STORES * 4L * PARAMETERS);
      assertThat(PlainMean.sha256(installation.model("type-" + seed, 1))).isEqualTo(expected);
      last.kill();
    }
  }

  /** When the kill comes. */
  enum Moment {
    /** After some of the round's chunks were committed. */
    MID_ROUND,
    /** As soon as the decision is seen; some of the model may be there by then. */
    DECIDED,
    /** In mid-round, and again soon after the restart, when sums are being rebuilt or just were. */
    REBUILD
  }

  private static Map<String, String> environment(Path state, String memory) {
    Map<String, String> environment = new HashMap<>(installation.aggregatorEnvironment(state));
    environment.put("FL_INSTANCE_ID", "killed");
    environment.put("FL_SESSION_TIMEOUT", "6s");
    environment.put("FL_SUM_MEMORY", memory);
    return environment;
  }

  private static List<ProducerRecord<String, byte[]>> shuffled(RoundDefinition round, long seed) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    UPDATES.forEach(
        update -> records.addAll(update.records(round, PARTITIONS, installation.schemas)));
    Collections.shuffle(records.subList(records.size() / 4, records.size()), new Random(seed));
    return records;
  }

  private static void send(List<ProducerRecord<String, byte[]>> records) {
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
