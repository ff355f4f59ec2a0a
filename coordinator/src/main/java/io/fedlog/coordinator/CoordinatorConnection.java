package io.fedlog.coordinator;

import io.fedlog.coordinator.audit.AuditLog;
import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.audit.TreeHeads;
import io.fedlog.coordinator.log.AuditQueue;
import io.fedlog.coordinator.log.LogFollower;
import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.plans.InitialUpload;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.coordinator.uploads.UploadLog;
import io.fedlog.runtime.BrokerCheck;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.acls.RoleAcls;
import io.fedlog.runtime.meters.KafkaMeters;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.SchemaDirectories;
import io.fedlog.schemas.SchemaDirectory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that ties a coordinator, or a client of one, to Kafka: opened together, closed
 * together. Thread-safe.
 */
public final class CoordinatorConnection implements AutoCloseable {

  private static final int UPLOADERS = 4;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final String name;
  private final KafkaMeters meters;
  private final SchemaDirectory schemas;
  private final Producer<String, byte[]> producer;
  private final Shutdown parts = new Shutdown();
  private final TopicAdmin topics;
  private final CoordinatorTrust trust;
  private final LogView view;
  private final LogFollower follower;
  private final LogWriter writer;
  private final AuditQueue audit;
  private final ModelFeed models;
  private final UpdateUpload uploads;
  private final InitialUpload upload;

  private CoordinatorConnection(
      CoordinatorConfig config, String name, InstantSource clock, KafkaMeters meters) {
    this.kafka = config.kafka();
    this.name = name;
    this.meters = meters;
    try {
      int unused = BrokerCheck.await(kafka);
      schemas = SchemaDirectories.from(config.registry().serdeProperties());
      AdminClient admin = AdminClient.create(kafka.admin(name));
      parts.add("admin client", () -> admin.close(CLOSE_WITHIN));
      parts.add("admin client's meters", meters.watch("admin", admin));
      topics = new TopicAdmin(admin, config.partitions());
      topics.createFixed();
      producer =
          new KafkaProducer<>(
              kafka.producer(name), new StringSerializer(), new ByteArraySerializer());
      parts.add("producer", () -> producer.close(CLOSE_WITHIN));
      parts.add("producer's meters", meters.watch("writer", producer));
      writer = new LogWriter(producer, schemas);
      audit = parts.add("audit queue", new AuditQueue(writer, CLOSE_WITHIN));
      trust = CoordinatorTrust.open(config, () -> consumer("trust"), schemas, parts);
      view =
          new LogView(
              config.limits().maxSamples(),
              config.limits().maxCohort(),
              trust.heartbeats(),
              trust.joins());
      ExecutorService uploader =
          Executors.newFixedThreadPool(UPLOADERS, CoordinatorConnection::thread);
      parts.add("uploader", uploader::shutdownNow);
      uploads = new UpdateUpload(producer, schemas, trust.signer(), clock, uploader);
      upload = new InitialUpload(writer, uploads, trust.signer());
      models =
          parts.add(
              "model feed",
              new ModelFeed(() -> consumer("models"), schemas, (type, version) -> false));
      models.start();
      follower = parts.add("log follower", new LogFollower(() -> consumer("log"), schemas, view));
      follower.start();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /**
   * Waits for Kafka, creates the fixed topics where they are not there, and begins to read.
   *
   * @param name what the Kafka clients call themselves
   * @throws io.fedlog.runtime.BrokerUnreachableException when no broker answers in time
   * @throws io.fedlog.coordinator.topics.WrongTopicException when the topics are another
   *     installation's
   */
  public static CoordinatorConnection open(
      CoordinatorConfig config, String name, InstantSource clock) {
    return open(config, name, clock, KafkaMeters.none());
  }

  /** The same, and {@code meters} show what its Kafka clients measure. */
  static CoordinatorConnection open(
      CoordinatorConfig config, String name, InstantSource clock, KafkaMeters meters) {
    return new CoordinatorConnection(config, name, clock, meters);
  }

  public TopicAdmin topics() {
    return topics;
  }

  public LogView view() {
    return view;
  }

  public LogFollower follower() {
    return follower;
  }

  public LogWriter writer() {
    return writer;
  }

  /** Where it is written who did what. */
  public AuditLog audit() {
    return audit;
  }

  public ModelFeed models() {
    return models;
  }

  /** Uploads what stores send that never see Kafka. */
  UpdateUpload uploads() {
    return uploads;
  }

  /**
   * Uploads in parts, as the log has them.
   *
   * @param keys random ones for new uploads
   */
  UploadLog uploadLog(Supplier<String> keys) {
    return new UploadLog(producer, () -> consumer("uploads"), schemas, keys);
  }

  public InitialUpload upload() {
    return upload;
  }

  /** Signs for the coordinator, and for stores of which it vouches. */
  public SealSigner signer() {
    return trust.signer();
  }

  /** Whether all that was on the log at the start has been read. */
  public boolean caughtUp() {
    return logRead() && modelsRead();
  }

  /** Whether rounds and plans that were on the log at the start have been read. */
  boolean logRead() {
    return follower.caughtUp().isDone();
  }

  /** Whether versions that were on the log at the start have been read. */
  boolean modelsRead() {
    return models.caughtUp().isDone();
  }

  /** Makes the coordinators' own key known; a client of a coordinator leaves that to it. */
  void enrolOwnKey(InstantSource clock) {
    trust.enrol(writer, new AuditTrail(audit, clock), clock);
  }

  /** A consumer in a group, for the coordinators' leadership. */
  Consumer<String, byte[]> groupConsumer(String groupId, Properties over) {
    Properties properties = kafka.groupConsumer(name + "-group", groupId);
    properties.putAll(over);
    return meters.consumer("leadership", properties);
  }

  /** Keeps signed heads over the audit topic while this instance acts; not started. */
  TreeHeads treeHeads(@Nullable SigningKey key, BooleanSupplier acts) {
    Properties properties =
        kafka.transactionalProducer(name + "-audit", RoleAcls.HEADS_TRANSACTION);
    return new TreeHeads(
        () -> consumer("audit"),
        () -> new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()),
        schemas,
        key,
        acts,
        TreeHeads.EVERY);
  }

  private Consumer<String, byte[]> consumer(String part) {
    return meters.consumer(part, kafka.consumer(name));
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "coordinator-upload");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    parts.close();
  }
}
