package io.fedlog.benchmarks.system;

import io.fedlog.aggregator.AggregatorMain;
import io.fedlog.embedded.BrokerProcess;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Partitions;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A place to measure: a temporary directory, a broker in a process of its own with Fedlog's topics,
 * and what it takes to play coordinator. Closing it deletes everything.
 */
public final class Workbench implements AutoCloseable {
  /** Partitions of every topic: an installation's default. */
  public static final int PARTITIONS = Topics.DEFAULT_PARTITIONS;

  private static final List<String> AS_AN_OPERATOR = List.of("-Xmx1g");

  private final Path directory;
  private final BrokerProcess broker;
  private final KafkaSettings kafka;
  private final Admin admin;
  private final KafkaProducer<String, byte[]> producer;
  private final Thread interrupted;
  private final SchemaDirectory schemas = new FingerprintDirectory();

  private Workbench(Path directory, Map<String, String> brokerProperties)
      throws InterruptedException {
    this.directory = directory;
    this.broker =
        BrokerProcess.start(directory.resolve("broker"), AS_AN_OPERATOR, brokerProperties);
    this.kafka = KafkaSettings.at(broker.bootstrapServers());
    this.admin = Admin.create(kafka.admin("bench-admin"));
    this.producer =
        new KafkaProducer<>(
            kafka.producer("bench-producer"), new StringSerializer(), new ByteArraySerializer());
    this.interrupted = new Thread(this::leaveNothing, "end-workbench");
    Runtime.getRuntime().addShutdownHook(interrupted);
    for (Topic<?> topic : Topics.permanent()) {
      create(topic, topic.partitions() == Partitions.ONE ? 1 : PARTITIONS);
    }
  }

  /** Starts a broker, with these properties laid over the embedded broker's. */
  public static Workbench open(Map<String, String> brokerProperties)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fedlog-bench-");
    try {
      return new Workbench(directory, brokerProperties);
    } catch (RuntimeException e) {
      Folder.delete(directory);
      throw e;
    }
  }

  public KafkaSettings kafka() {
    return kafka;
  }

  public SchemaDirectory schemas() {
    return schemas;
  }

  public Admin admin() {
    return admin;
  }

  /** Deleted when the bench closes. */
  public Path directory() {
    return directory;
  }

  /** An idempotent producer for definitions and commands. */
  public KafkaProducer<String, byte[]> producer() {
    return producer;
  }

  /** Reads what lies on the topics. */
  public LogReader log() {
    return new LogReader(kafka, schemas);
  }

  /** The environment of an aggregator of this installation, its state under {@code name}. */
  public Map<String, String> aggregatorEnvironment(String name) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("FL_PARTITIONS", Integer.toString(PARTITIONS));
    environment.put("FL_STATE_DIR", directory.resolve("state-" + name).toString());
    environment.put("FL_INSTANCE_ID", name);
    return environment;
  }

  /** Starts an aggregator in a process of its own; what it says goes to NAME.log. */
  public JavaProcess aggregator(
      String name, String heap, Map<String, String> environment, List<String> jvmOptions) {
    Map<String, String> all = aggregatorEnvironment(name);
    all.putAll(environment);
    return JavaProcess.start(
        name,
        AggregatorMain.class.getName(),
        heap,
        all,
        jvmOptions,
        directory.resolve(name + ".log"));
  }

  /** Creates the topic of a round's updates; aggregators need about a second to learn of it. */
  public void createUpdates(String roundId) throws InterruptedException {
    create(Topics.updates(roundId), PARTITIONS);
  }

  /** Puts a definition, whose topic exists, on the log, and the names of its target stores. */
  public void define(RoundDefinition definition) throws InterruptedException {
    String roundId = definition.getRoundId();
    send(Topics.ROUNDS, roundId, new RoundRecord(definition));
    for (int page = 0; page < definition.getTargetPages(); page++) {
      int from = page * Rounds.TARGETS_A_PAGE;
      List<String> names =
          IntStream.range(from, Math.min(definition.getTargetCount(), from + Rounds.TARGETS_A_PAGE))
              .mapToObj(Load::storeId)
              .toList();
      send(
          Topics.ROUNDS,
          Keys.targets(roundId, page),
          new RoundRecord(new RoundTargets(roundId, definition.getModelType(), page, names)));
    }
  }

  /** Writes one record and waits for it to be acknowledged. */
  public <T extends SpecificRecord> void send(Topic<T> topic, String key, T value)
      throws InterruptedException {
    try {
      producer
          .send(
              new ProducerRecord<>(topic.name(), key, RecordCodec.of(topic, schemas).encode(value)))
          .get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot write to " + topic.name(), e);
    }
  }

  private void create(Topic<?> topic, int count) throws InterruptedException {
    NewTopic wanted = new NewTopic(topic.name(), count, (short) 1).configs(topic.settings());
    try {
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot create " + topic.name(), e);
    }
  }

  @Override
  public void close() throws IOException {
    producer.close(java.time.Duration.ofSeconds(1));
    admin.close(java.time.Duration.ofSeconds(1));
    broker.close();
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(interrupted);
    } catch (IllegalStateException e) {
      // This JVM is ending and runs the hook itself.
    }
    Folder.delete(directory);
  }

  /** When the benchmark is interrupted: gigabytes must not stay behind. */
  private void leaveNothing() {
    broker.kill();
    Folder.deleteInSpiteOfWriters(directory);
  }
}
