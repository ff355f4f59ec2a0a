package io.fedlog.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.AgentApp;
import io.fedlog.agent.AgentConfig;
import io.fedlog.agent.data.Generator;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.cli.FedlogCommand;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan from start to end where every role logs in with a principal of its own, may do the least
 * that its work needs, and stores must sign.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SignedPlanIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MODEL_TYPE = "sales_forecast";
  private static final Map<String, String> STORE_OF =
      Map.of("north", "S001", "south", "S002", "west", "S003");

  @TempDir Path folder;

  @Test
  void shouldTrainWithThoseEnrolled_andRefuseTheRest() throws Exception {
    Path data = Files.writeString(folder.resolve("chain.csv"), Generator.ofStores(3).csv());
    try (Shutdown parts = new Shutdown()) {
      SecuredBroker broker =
          parts.add(
              "broker",
              SecuredBroker.start(
                  folder,
                  "admin",
                  List.of("coordinator", "aggregator", "operator", "north", "south", "west")));
      applyAcls(broker);
      CoordinatorConfig coordinator =
          CoordinatorConfig.fromEnv(
              environment(
                  broker,
                  "coordinator",
                  Map.of("FL_SIGNING_KEY_FILE", folder.resolve("coordinator.pem").toString())));
      parts.add("coordinator", CoordinatorApp.start(coordinator, Clock.systemUTC()));
      enrol(broker, "north");
      enrol(broker, "south");
      parts.add("aggregator", AggregatorApp.start(aggregator(broker), Clock.systemUTC()));
      for (String user : STORE_OF.keySet()) {
        parts.add(user, agent(broker, user, data));
      }
      CoordinatorClient client =
          parts.add("client", CoordinatorClient.connect(coordinator, Clock.systemUTC()));

      client.startPlan(plan(coordinator));
      PlanRecord ended = client.awaitPlan("signed", PATIENCE, state -> {});

      assertThat(ended.getStatus()).as(ended.getReason()).isEqualTo(PlanStatus.COMPLETED);
      assertThat(client.exportPromoted(MODEL_TYPE, PATIENCE).manifest().getCohortSize())
          .isEqualTo(2);
      assertTrustIsWrittenDown(broker);
    }
  }

  /** What counted names the enrolment it rests on; the store that is not enrolled is refused. */
  private static void assertTrustIsWrittenDown(SecuredBroker broker) {
    List<RoundLogEntry> log = read(broker, Topics.ROUND_LOG);
    assertThat(log)
        .filteredOn(entry -> entry.getEvent() instanceof Join)
        .isNotEmpty()
        .allSatisfy(entry -> assertThat(entry.getTrustRevision()).isNotNegative())
        .noneMatch(entry -> ((Join) entry.getEvent()).getStoreId().equals("S003"));
    List<SealAdmitted> seals =
        log.stream()
            .map(RoundLogEntry::getEvent)
            .filter(SealAdmitted.class::isInstance)
            .map(SealAdmitted.class::cast)
            .toList();
    assertThat(seals)
        .filteredOn(seal -> !seal.getStoreId().equals("S003"))
        .isNotEmpty()
        .allSatisfy(seal -> assertThat(seal.getReason()).isNull())
        .allSatisfy(seal -> assertThat(seal.getTrustRevision()).isNotNegative());
    assertThat(seals)
        .filteredOn(seal -> seal.getStoreId().equals("S003"))
        .allSatisfy(seal -> assertThat(seal.getReason()).isEqualTo("unknown_key"));
    assertThat(read(broker, Topics.REJECTED))
        .isNotEmpty()
        .extracting(RejectedRecord::getStoreId, RejectedRecord::getReason)
        .containsOnly(org.assertj.core.groups.Tuple.tuple("S003", "unknown_key"));
  }

  private static void applyAcls(SecuredBroker broker) {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("acls", "--apply"));
    STORE_OF
        .keySet()
        .forEach(user -> arguments.addAll(List.of("--principal", "store=User:" + user)));
    int status =
        FedlogCommand.line(
                new Surroundings(
                    broker.environment("admin"), Clock.systemUTC(), new Random(1), end -> {}))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    assertThat(status).as(out.toString()).isZero();
  }

  private void enrol(SecuredBroker broker, String user) throws Exception {
    String storeId = STORE_OF.get(user);
    SigningKey key = SigningKeyFile.open(StateDirectory.signingKeyFile(state(user), storeId));
    StoreEnrolment enrolment =
        StoreEnrolment.newBuilder()
            .setStoreId(storeId)
            .setPublicKey(ByteBuffer.wrap(key.publicKey().getEncoded()))
            .setSigningKeyId(key.id())
            .setStatus(EnrolmentStatus.ENROLLED)
            .setChangedAt(Instant.EPOCH)
            .setChangedBy("test")
            .build();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka(broker, "coordinator").producer("enrolment"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.STORES.name(),
                  storeId,
                  RecordCodec.of(Topics.STORES, new FingerprintDirectory()).encode(enrolment)))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private AgentApp agent(SecuredBroker broker, String user, Path data) {
    return AgentApp.start(
        AgentConfig.fromEnv(
            environment(
                broker,
                user,
                Map.of(
                    "FL_DATA", data.toString(),
                    "FL_STORE_COLUMN", "store",
                    "FL_STORES", STORE_OF.get(user),
                    "FL_STATE_DIR", state(user).toString()))),
        Clock.systemUTC(),
        new Random(7));
  }

  private Path state(String user) {
    return folder.resolve("agent-" + user);
  }

  private AggregatorConfig aggregator(SecuredBroker broker) {
    return AggregatorConfig.fromEnv(
        environment(
            broker,
            "aggregator",
            Map.of(
                "FL_STATE_DIR", folder.resolve("aggregator").toString(),
                "FL_INSTANCE_ID", "a",
                "FL_TICK_INTERVAL", "50ms")));
  }

  private static PlanRecord plan(CoordinatorConfig coordinator) {
    return coordinator
        .newPlan("signed", MODEL_TYPE)
        .setMaxRounds(1)
        .setMinStores(2)
        .setThreshold("1")
        .setJoinWindowMs(5_000)
        .setTargetStores(List.of("S001", "S002", "S003"))
        .setTrainingConfig(
            Map.of("target", "sales", "log", "price", "log_target", "true", "time_column", "date"))
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }

  private static <T extends SpecificRecord> List<T> read(SecuredBroker broker, Topic<T> topic) {
    RecordCodec<T> codec = RecordCodec.of(topic, new FingerprintDirectory());
    List<T> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            kafka(broker, "operator").consumer("operator"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(topic.name(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(codec.decode(record.value()));
        }
      }
    }
    return values;
  }

  private static KafkaSettings kafka(SecuredBroker broker, String user) {
    return KafkaSettings.from(Settings.fromEnv(broker.environment(user)));
  }

  private static Map<String, String> environment(
      SecuredBroker broker, String user, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(broker.environment(user));
    environment.putAll(more);
    environment.put("FL_PARTITIONS", "2");
    environment.put("FL_SIGNATURES", "required");
    return environment;
  }
}
