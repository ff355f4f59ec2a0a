package io.fedlog.standalone.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.cli.CommandRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A budget that a plan uses up, and what comes after it: agents, broker, all services anew. */
class PrivacyBudgetIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  /**
   * Of (4, 1e-5), by a program of its own over the formula of proposition 12 in Canonne, Kamath,
   * Steinke 2020: rho is 0.373144 in all. Half of it, one of two rounds, is that epsilon.
   */
  private static final double EPSILON_OF_ONE = 2.706_37;

  /** Sigma is 0.3, the clip, over sqrt(rho) then; the mean is of 4 stores. */
  private static final double NOISE_LEVEL = 0.122_779;

  @TempDir Path folder;

  @Test
  void shouldBeRefused_byAnotherCoordinatorAndARestartedAggregator() throws Exception {
    CommandRun first = demo("central", "gaussian", "4");
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out())
        .contains("spent       epsilon 4.000 of 4 at delta 1e-5", "by 2 rounds", "not hidden");
    String last = lastRound();

    CommandRun second = demo("central", "gaussian", "4");

    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err())
        .contains("the budget of model type sales_forecast is epsilon 4", "raise the budget");
    try (Shutdown parts = new Shutdown()) {
      Installation installation =
          Installation.start(
              parts,
              EmbeddedKafka.builder().dataDir(folder.resolve("log")),
              Map.of(),
              Clock.systemUTC());
      CoordinatorClient client =
          parts.add(
              "client", CoordinatorClient.connect(installation.coordinator(), Clock.systemUTC()));
      await().atMost(LONG).until(() -> client.definition(last).isPresent());
      define(installation.bootstrapServers(), client.definition(last).orElseThrow());
      await()
          .atMost(LONG)
          .until(() -> client.status("behind").map(RoundState::getReason).isPresent());

      RoundState refused = client.status("behind").orElseThrow();
      assertThat(refused.getStatus()).isEqualTo(RoundStatus.FAILED);
      assertThat(refused.getReason()).contains("the privacy budget is epsilon 4.00000");
      assertFigures(metrics(installation.bootstrapServers()), EPSILON_OF_ONE, NOISE_LEVEL);
    }
  }

  /**
   * Epsilon 2 at delta 0 in two rounds is 1 in each: b is the sensitivity, twice the clip of 0.3. A
   * draw's deviation is sqrt(2) b, that of the mean of 4 stores half of it.
   */
  @Test
  void shouldTellWhatWasSpent_whenStoresAddTheNoise() throws Exception {
    CommandRun run = demo("local", "laplace", "2");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("spent       epsilon 2.000 of 2 at delta 0", "discrete Laplace", "L1 norm")
        .contains("hidden      from everybody, the aggregator too");
    try (EmbeddedKafka broker = EmbeddedKafka.start(folder.resolve("log"))) {
      assertFigures(metrics(broker.bootstrapServers()), 1, Math.sqrt(2) * 0.6 / 2);
    }
  }

  private static void assertFigures(
      Map<String, RoundMetrics> byRound, double epsilon, double noiseLevel) {
    List<RoundMetrics> training =
        byRound.values().stream().filter(round -> round.getNoiseLevel() > 0).toList();
    assertThat(training)
        .hasSize(2)
        .allSatisfy(
            round -> {
              assertThat(round.getPrivacyBudgetUsed()).isCloseTo(epsilon, within(1e-5));
              assertThat(round.getNoiseLevel()).isCloseTo(noiseLevel, within(1e-5));
              assertThat(round.getTrainingMetrics()).isEmpty();
            });
  }

  private CommandRun demo(String mode, String noise, String epsilon) {
    String log = folder.resolve("log").toString();
    String flags = "demo --stores 4 --rounds 2 --privacy %s --noise %s --epsilon %s";
    return CommandRun.of(
        Stream.concat(
                Stream.of(flags.formatted(mode, noise, epsilon).split(" ")),
                Stream.of("--data-dir", log, "--report", report().toString()))
            .toArray(String[]::new));
  }

  private Path report() {
    return folder.resolve("report.json");
  }

  private String lastRound() throws Exception {
    JsonNode report = new ObjectMapper().readTree(Files.readString(report()));
    return report.at("/rounds/1/round_id").asText();
  }

  /** The same round once more, past the coordinator. */
  private static void define(String bootstrapServers, RoundDefinition before) {
    RoundDefinition again =
        RoundDefinition.newBuilder(before)
            .setRoundId("behind")
            .setUpdatesTopic("fl.updates.behind")
            .setPlanId(null)
            .setRoundNumber(0)
            .setCreatedAt(Instant.ofEpochMilli(Clock.systemUTC().millis()))
            .build();
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  Topics.ROUNDS.name(),
                  "behind",
                  RecordCodec.of(Topics.ROUNDS, new FingerprintDirectory())
                      .encode(new RoundRecord(again))));
    }
  }

  /** The newest of each round. */
  private static Map<String, RoundMetrics> metrics(String bootstrapServers) {
    RecordCodec<RoundMetrics> codec =
        RecordCodec.of(Topics.ROUND_METRICS, new FingerprintDirectory());
    Map<String, RoundMetrics> byRound = new HashMap<>();
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", bootstrapServers);
    properties.setProperty("isolation.level", "read_committed");
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.ROUND_METRICS.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(LONG)
          .until(
              () -> {
                for (ConsumerRecord<String, byte[]> one : consumer.poll(Duration.ofMillis(100))) {
                  RoundMetrics round = codec.decode(one.value());
                  byRound.put(round.getRoundId(), round);
                }
                var ends = consumer.endOffsets(partitions);
                return partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p));
              });
    }
    return byRound;
  }
}
