package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdatesMeasured;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An aggregator killed between the decisions of a round: the model is as made in memory. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MethodKillIT {
  private static final int PARTITIONS = 3;
  private static final int PARAMETERS = 70_001; // five chunks
  private static final int STORES = 6;

  /** Their topics are there from the start: a member that comes back sees no newer ones at once. */
  private static final int MOST_ROUNDS = 18;

  @TempDir static Path folder;
  private static Installation installation;
  private static int rounds;

  /** Made so far of a model type. */
  private record Made(@Nullable ModelReference base, @Nullable ServerStep step) {}

  @BeforeAll
  static void start() throws Exception {
    installation = new Installation(PARTITIONS);
    installation.prepare(IntStream.rangeClosed(1, MOST_ROUNDS).mapToObj(n -> "r" + n).toList());
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  /** The third version is the one in the making: it has a base with a server state beside it. */
  @ParameterizedTest(name = "{0} with {1} {2}, {3}, state kept: {4}")
  @CsvSource({
    "trimmed_mean, trim, 0.2, DECIDED, true",
    "krum, byzantine, 1, MEASURED, false",
    "bulyan, byzantine, 0, CONCLUDED, true",
    "norm_clipping, tau, 50, CONCLUDED, false",
    "fedadam, eta, 0.2, DECIDED, true",
    "fednova, , , DECIDED, false"
  })
  void shouldMakeTheSameModel_whenKilled(
      String method,
      @Nullable String name,
      @Nullable String value,
      Moment moment,
      boolean stateKept)
      throws Exception {
    String type = method + "-" + moment;
    Path output = folder.resolve(type + ".log");
    Map<String, String> settings = name == null || value == null ? Map.of() : Map.of(name, value);
    Made before = new Made(null, null);
    RoundDefinition last;
    List<Update> updates = MethodRound.updates(STORES, PARAMETERS, 30);
    try (AggregatorProcess first = process(type, output)) {
      for (long version = 1; version <= 2; version++) {
        RoundDefinition round =
            version == 1
                ? round(type, "fedavg", Map.of(), before)
                : round(type, method, settings, before);
        before =
            made(round, version, MethodRound.updates(STORES, PARAMETERS, 10 * version), before);
      }
      last = round(type, method, settings, before);
      upload(last, updates);
      await(moment, last.getRoundId());
      first.kill();
    }
    try (AggregatorProcess second = process(stateKept ? type : type + "-anew", output)) {
      ServerStep expected = inMemory(last, before, updates);
      RoundState end = installation.awaitEnd(last.getRoundId());

      assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
      assertThat(end.getModelSha256()).isEqualTo(PlainMean.sha256(expected.model()));
      assertThat(installation.model(type, 3)).isEqualTo(expected.model());
      Law.holds(installation.awaitMetrics(last.getRoundId()));
      second.kill();
    }
  }

  /** When the kill comes. */
  enum Moment {
    /** It is decided which updates are the round's. */
    DECIDED,
    /** A partition has measured them. */
    MEASURED,
    /** It is decided what each counts for. */
    CONCLUDED
  }

  private static void await(Moment moment, String roundId) {
    if (moment == Moment.MEASURED) {
      installation.await(
          Topics.ROUND_LOG,
          entry ->
              roundId.equals(entry.getRoundId()) && entry.getEvent() instanceof UpdatesMeasured);
      return;
    }
    int phase = moment == Moment.DECIDED ? 0 : 1;
    installation.await(
        Topics.ROUND_CONTROL,
        order ->
            order.getOrder() instanceof Decision decision
                && decision.getRoundId().equals(roundId)
                && decision.getPhase() == phase);
  }

  private static Made made(RoundDefinition round, long version, List<Update> updates, Made before)
      throws Exception {
    upload(round, updates);
    RoundState end = installation.awaitEnd(round.getRoundId());
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    return new Made(
        new ModelReference(round.getModelType(), version, end.getModelSha256()),
        inMemory(round, before, updates));
  }

  private static ServerStep inMemory(RoundDefinition round, Made before, List<Update> updates) {
    ServerStep step = before.step();
    return MethodRound.inMemory(
        round,
        step == null ? null : step.model(),
        step == null || step.state().length == 0 ? null : step.state(),
        updates);
  }

  private static RoundDefinition round(
      String type, String method, Map<String, String> settings, Made before) {
    return MethodRound.of("r" + ++rounds, PARAMETERS, STORES, method, settings)
        .setModelType(type)
        .setBase(before.base())
        .build();
  }

  private static void upload(RoundDefinition round, List<Update> updates) throws Exception {
    installation.define(round);
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(
        update -> records.addAll(update.records(round, PARTITIONS, installation.schemas)));
    Collections.shuffle(records, new Random(round.getRoundId().hashCode()));
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }

  private static AggregatorProcess process(String state, Path output) throws Exception {
    Map<String, String> environment =
        new HashMap<>(installation.aggregatorEnvironment(folder.resolve("state-" + state)));
    environment.put("FL_INSTANCE_ID", "killed");
    environment.put("FL_SESSION_TIMEOUT", "6s");
    return AggregatorProcess.start(environment, output);
  }
}
