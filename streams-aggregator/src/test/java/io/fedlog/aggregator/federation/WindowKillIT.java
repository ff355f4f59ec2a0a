package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.StalenessFunction;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSummary;
import io.fedlog.schemas.WindowRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An aggregator killed with SIGKILL between windows: no update twice, none lost. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WindowKillIT {
  private static final int PARTITIONS = 3;
  private static final int PARAMETERS = 70_000; // five chunks

  @TempDir static Path folder;
  private static Installation installation;

  @BeforeAll
  static void start() throws Exception {
    installation = new Installation(PARTITIONS);
    // one that is restarted under its name keeps its partitions, and sees new topics only later
    installation.prepare(
        List.of("windows-true-first", "windows-true", "windows-false-first", "windows-false"));
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @ParameterizedTest(name = "state kept: {0}")
  @ValueSource(booleans = {true, false})
  void shouldCountEachUpdateInOneWindow_whenKilled(boolean stateKept) throws Exception {
    String id = "windows-" + stateKept;
    String model = "type-" + stateKept;
    Path state = folder.resolve("state-" + stateKept);
    Path output = folder.resolve(id + ".log");
    RoundDefinition round = round(id, model);
    Update a1 = update("a", 1, 1);
    Update b1 = update("b", 1, 2);
    Update c1 = update("c", 1, 3);
    Update a2 = update("a", 2, 4);
    try (AggregatorProcess first = AggregatorProcess.start(environment(state), output)) {
      RoundDefinition base = Definitions.weighted(id + "-first", model, PARAMETERS, 1).build();
      installation.define(base);
      send(base, update("store-0", 9, 9), 1, 0, 6);
      assertThat(installation.awaitEnd(base.getRoundId()).getStatus())
          .isEqualTo(RoundStatus.COMPLETED);
      installation.define(round);
      send(round, a1, 1, 0, 6);
      send(round, b1, 1, 0, 6);
      installation.await(
          Topics.ROUND_CONTROL,
          order -> order.getOrder() instanceof Decision d && d.getRoundId().equals(id));
      first.kill();
    }
    deleteUnless(stateKept, state);
    try (AggregatorProcess second = AggregatorProcess.start(environment(state), output)) {
      installation.awaitState(id, s -> Long.valueOf(2).equals(s.getModelVersion()));
      send(round, c1, 1, 0, 6);
      send(round, a2, 2, 0, 3);
      installation.await(
          Topics.ROUND_LOG,
          entry ->
              id.equals(entry.getRoundId())
                  && entry.getEvent() instanceof UpdateSummary s
                  && s.getStoreId().equals("c"));
      second.kill();
    }
    deleteUnless(stateKept, state);
    try (AggregatorProcess last = AggregatorProcess.start(environment(state), output)) {
      send(round, a2, 2, 3, 6);
      send(round, a1, 1, 0, 6); // once more
      installation.awaitState(id, s -> Long.valueOf(3).equals(s.getModelVersion()));
      installation.command(finish(id, model));
      assertThat(installation.awaitEnd(id).getStatus()).isEqualTo(RoundStatus.COMPLETED);
      RoundMetrics metrics = installation.awaitMetrics(id);
      Law.holds(metrics);
      assertThat(metrics.getAttemptsReceived()).isEqualTo(4);
      assertThat(metrics.getAttemptsAggregated()).isEqualTo(4);
      assertThat(metrics.getChunksAggregated()).isEqualTo(20);
      last.kill();
    }
    float[] v1 = floats(installation.model(model, 1));
    float[] v2 = floats(installation.model(model, 2));
    float[] v3 = floats(installation.model(model, 3));
    for (int i = 0; i < PARAMETERS; i++) {
      assertThat((double) v2[i]).isCloseTo(mean(a1, b1, i), within(1e-5));
      // c is one window behind, and weighs (1 + 1)^-1
      double moved =
          0.5 * c1.weight() * ((double) c1.values()[i] - v1[i])
              + a2.weight() * ((double) a2.values()[i] - v2[i]);
      assertThat((double) v3[i])
          .isCloseTo(v2[i] + moved / (c1.weight() + a2.weight()), within(1e-5));
    }
  }

  private static double mean(Update one, Update two, int i) {
    return (one.weight() * (double) one.values()[i] + two.weight() * (double) two.values()[i])
        / (one.weight() + two.weight());
  }

  private static RoundDefinition round(String id, String model) {
    return Definitions.weighted(id, model, PARAMETERS, 0)
        .setTargetCount(0)
        .setTargetPages(0)
        .setMinStores(1)
        .setThreshold("0")
        .setDeadlineMs(600_000)
        .setBase(base(model, 1))
        .setWindows(
            WindowRules.newBuilder()
                .setUpdates(2)
                .setWindowMs(600_000)
                .setMaxStaleness(3)
                .setStaleness(StalenessFunction.POLYNOMIAL)
                .setA(1)
                .build())
        .build();
  }

  private static ModelReference base(String model, long version) {
    return new ModelReference(model, version, "0".repeat(64));
  }

  private static Update update(String store, long attempt, long seed) {
    return Update.draw(store, PARAMETERS, seed).retry(attempt, 1);
  }

  /** Some of the five chunks and the seal. */
  private static void send(RoundDefinition round, Update update, long base, int from, int to) {
    RoundDefinition trained =
        round.getWindows() == null
            ? round
            : RoundDefinition.newBuilder(round).setBase(base(round.getModelType(), base)).build();
    List<ProducerRecord<String, byte[]>> records =
        new ArrayList<>(update.records(trained, PARTITIONS, installation.schemas));
    records.subList(from, to).forEach(installation.producer::send);
    installation.producer.flush();
  }

  private static Command finish(String roundId, String model) {
    return Command.newBuilder()
        .setCommandId(roundId + ":finish")
        .setAction(Action.FINISH)
        .setModelType(model)
        .setRoundId(roundId)
        .setIssuedBy("test")
        .setIssuedAt(Instant.EPOCH)
        .build();
  }

  private static Map<String, String> environment(Path state) {
    Map<String, String> environment = new HashMap<>(installation.aggregatorEnvironment(state));
    environment.put("FL_INSTANCE_ID", "killed");
    environment.put("FL_SESSION_TIMEOUT", "6s");
    return environment;
  }

  private static void deleteUnless(boolean kept, Path folder) throws IOException {
    if (kept) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / 4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
