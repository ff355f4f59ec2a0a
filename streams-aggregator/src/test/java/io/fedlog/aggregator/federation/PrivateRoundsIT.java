package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rounds under central privacy on a real broker, with aggregators that come and go. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class PrivateRoundsIT {
  private static final int PARTITIONS = 3;
  private static final int PARAMETERS = 70_001; // five chunks
  private static final int STORES = 4;

  /** 70,001 numbers of variance 1 have an L2 norm of about 265. */
  private static final long CLIP = 300L << PrivateRound.UNIT_EXPONENT;

  @TempDir static Path folder;
  private static Installation installation;

  @BeforeAll
  static void start() throws Exception {
    installation = new Installation(PARTITIONS);
    Path key = folder.resolve("noise.key");
    Files.writeString(key, HexFormat.of().formatHex(PrivateRound.SECRET) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    installation.prepare(List.of("first", "private", "beyond", "after", "killed-first", "killed"));
  }

  @AfterAll
  static void stop() {
    installation.close();
  }

  @Test
  void shouldSpendAndRefuse_whateverBecomesOfTheAggregators() throws Exception {
    List<AggregatorApp> aggregators = new ArrayList<>();
    try {
      aggregators.add(aggregator("one"));
      aggregators.add(aggregator("two"));
      ModelReference base = begin("first", "m");
      installation.command(PrivateRound.budget(7));
      RoundDefinition round = central("private", "m", base).build();
      List<Update> updates = updates(100);
      installation.define(round);
      upload(round, List.of(PrivateRound.draw("store-4", PARAMETERS, 7).withValue(70_000, 999)), 1);
      installation.await(Topics.REJECTED, rejected -> rejected.getReason().equals("over_norm"));
      upload(round, updates, 1);

      RoundState end = installation.awaitEnd("private");
      assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
      byte[] expected =
          PrivateRound.expected(round, decision("private"), updates, floats(model("m", 1)));
      assertThat(installation.model("m", 2)).isEqualTo(expected);
      assertThat(end.getModelSha256()).isEqualTo(PlainMean.sha256(expected));
      var metrics = installation.awaitMetrics("private");
      Law.holds(metrics);
      assertThat(metrics.getAttemptsRejectedByReason()).isEqualTo(Map.of("over_norm", 1L));
      // Of rho 1/2 at delta 1e-5, by a program of its own; 300 is sigma, 4 are the stores.
      assertThat(metrics.getPrivacyBudgetUsed()).isCloseTo(4.728387, within(1e-6));
      assertThat(metrics.getNoiseLevel()).isEqualTo(300.0 / 4);
      assertThat(installation.manifest("m", 2).orElseThrow().getNoiseKeyId()).isNotNull();

      assertRefused("beyond", base);
    } finally {
      aggregators.forEach(AggregatorApp::close);
    }
    try (AggregatorApp anew = aggregator("three")) { // without what the others kept
      assertRefused("after", new ModelReference("m", 1L, "00"));
      assertThat(anew.isRunning()).isTrue();
      PrivacyAccount account = lastAccount();
      assertThat(account.getRho()).isEqualTo(500_000_000_000L);
      assertThat(account.getReservedRho()).isZero();
    }
  }

  /** A process killed as soon as its round is decided: another draws the same noise. */
  @Test
  void shouldMakeTheSameModel_whenKilledOnceDecided() throws Exception {
    List<Update> updates = updates(500);
    RoundDefinition round;
    try (AggregatorProcess killed = process("killed")) {
      ModelReference base = begin("killed-first", "k");
      installation.send(
          Topics.COMMANDS,
          "k",
          Command.newBuilder(PrivateRound.budget(100)).setModelType("k").build());
      round = central("killed", "k", base).build();
      installation.define(round);
      upload(round, updates, 2);
      decision("killed");
      killed.kill();
    }
    try (AggregatorProcess next = process("next")) {
      RoundState end = installation.awaitEnd("killed");

      assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
      assertThat(installation.model("k", 2))
          .isEqualTo(
              PrivateRound.expected(round, decision("killed"), updates, floats(model("k", 1))));
      Law.holds(installation.awaitMetrics("killed"));
      next.kill();
    }
  }

  private static void assertRefused(String roundId, ModelReference base) throws Exception {
    installation.define(central(roundId, "m", base).build());
    RoundState refused = installation.awaitEnd(roundId);
    assertThat(refused.getStatus()).isEqualTo(RoundStatus.FAILED);
    assertThat(refused.getReason())
        .contains("the privacy budget is epsilon 7.00000", "raise the budget");
  }

  private static RoundDefinition.Builder central(String id, String modelType, ModelReference base) {
    return PrivateRound.of(
            id, PARAMETERS, STORES + 1, base, PrivacyMode.CENTRAL, Noise.GAUSSIAN, CLIP, CLIP)
        .setModelType(modelType)
        .setMinStores(STORES)
        .setTake(STORES);
  }

  private static ModelReference begin(String roundId, String modelType) throws Exception {
    RoundDefinition first = Definitions.weighted(roundId, modelType, PARAMETERS, 1).build();
    installation.define(first);
    upload(first, List.of(Update.draw("store-0", PARAMETERS, 1)), 0);
    RoundState end = installation.awaitEnd(roundId);
    assertThat(end.getStatus()).as(end.getReason()).isEqualTo(RoundStatus.COMPLETED);
    return new ModelReference(modelType, 1L, end.getModelSha256());
  }

  private static List<Update> updates(long seed) {
    return IntStream.range(0, STORES)
        .mapToObj(store -> PrivateRound.draw("store-" + store, PARAMETERS, seed + store))
        .toList();
  }

  private static Decision decision(String roundId) {
    return (Decision)
        installation
            .await(
                Topics.ROUND_CONTROL,
                order ->
                    order.getOrder() instanceof Decision decision
                        && decision.getRoundId().equals(roundId))
            .getOrder();
  }

  private static PrivacyAccount lastAccount() {
    return installation.all(Topics.PRIVACY).stream()
        .map(record -> record.getBody())
        .filter(PrivacyAccount.class::isInstance)
        .map(PrivacyAccount.class::cast)
        .filter(account -> account.getModelType().equals("m"))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private static byte[] model(String modelType, long version) {
    return installation.model(modelType, version);
  }

  private static float[] floats(byte[] model) {
    float[] values = new float[model.length / 4];
    ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static void upload(RoundDefinition round, List<Update> updates, long seed) {
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    updates.forEach(
        update -> records.addAll(update.records(round, PARTITIONS, installation.schemas)));
    Collections.shuffle(records, new Random(seed));
    records.forEach(installation.producer::send);
    installation.producer.flush();
  }

  private static AggregatorApp aggregator(String state) throws InterruptedException {
    return AggregatorApp.start(AggregatorConfig.fromEnv(environment(state)), Clock.systemUTC());
  }

  private static AggregatorProcess process(String state) throws Exception {
    Map<String, String> environment = environment(state);
    environment.put("FL_INSTANCE_ID", "killed");
    environment.put("FL_SESSION_TIMEOUT", "6s");
    return AggregatorProcess.start(environment, folder.resolve("killed.log"));
  }

  private static Map<String, String> environment(String state) {
    Map<String, String> environment =
        new HashMap<>(installation.aggregatorEnvironment(folder.resolve("state-" + state)));
    environment.put("FL_NOISE_KEY_FILE", folder.resolve("noise.key").toString());
    return environment;
  }
}
