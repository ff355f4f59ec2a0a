package io.fedlog.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Where Kafka is and how to speak to it, and from that the base properties of every client.
 *
 * <p>{@code FL_KAFKA_...} passes any Kafka client property through: {@code
 * FL_KAFKA_SECURITY_PROTOCOL=SASL_SSL} is {@code security.protocol=SASL_SSL}. It wins over the
 * defaults here, save for the properties that correctness rests on, which are refused.
 *
 * @param bootstrapServers {@code host:port} items separated by commas
 * @param brokerWait how long a starting process waits for Kafka
 * @param clientProperties passed through to every client, under Kafka's own names
 */
public record KafkaSettings(
    String bootstrapServers, Duration brokerWait, Map<String, String> clientProperties) {

  public static final Setting<String> BOOTSTRAP_SERVERS =
      Setting.text("FL_BOOTSTRAP_SERVERS", "where Kafka is: host:port items separated by commas")
          .withDefault("localhost:9092");

  public static final Setting<Duration> BROKER_WAIT =
      Setting.duration("FL_BROKER_WAIT", "how long a starting process waits for Kafka to answer")
          .withDefault("30s");

  /** Every setting read here, the pass-through prefix aside. */
  public static final List<Setting<?>> SETTINGS = List.of(BOOTSTRAP_SERVERS, BROKER_WAIT);

  /** Variables that start so are Kafka client properties. */
  public static final String PASS_THROUGH_PREFIX = "FL_KAFKA_";

  /** What the guarantees rest on; a user may not change it by the way. */
  private static final Map<String, String> FIXED =
      Map.of(
          "bootstrap.servers", "use FL_BOOTSTRAP_SERVERS",
          "acks", "it is always all",
          "enable.idempotence", "it is always true",
          "isolation.level", "it is always read_committed",
          "enable.auto.commit", "it is always false",
          "processing.guarantee", "it is always exactly_once_v2",
          "transactional.id", "each service chooses its own",
          "group.id", "each service chooses its own");

  public KafkaSettings {
    if (bootstrapServers.isBlank()) {
      throw new SettingException(
          BOOTSTRAP_SERVERS.name() + " is blank; expected host:port items separated by commas.");
    }
    clientProperties = Map.copyOf(clientProperties);
    clientProperties.keySet().forEach(KafkaSettings::refuseFixed);
  }

  /** The settings for a broker at {@code bootstrapServers}, with every default. */
  public static KafkaSettings at(String bootstrapServers) {
    return new KafkaSettings(bootstrapServers, Duration.ofSeconds(30), Map.of());
  }

  /**
   * Reads the settings.
   *
   * @throws SettingException if a value cannot be used
   */
  public static KafkaSettings from(Settings settings) {
    Map<String, String> passed = new HashMap<>();
    settings
        .startingWith(PASS_THROUGH_PREFIX)
        .forEach((name, value) -> passed.put(kafkaName(name), value));
    return new KafkaSettings(settings.get(BOOTSTRAP_SERVERS), settings.get(BROKER_WAIT), passed);
  }

  /** Base properties of an admin client. */
  public Properties admin(String clientId) {
    return properties(clientId);
  }

  /** Base properties of an idempotent producer that waits for all replicas. */
  public Properties producer(String clientId) {
    Properties p = properties(clientId);
    p.setProperty("acks", "all");
    p.setProperty("enable.idempotence", "true");
    // On a topic just created a first batch may be turned away while the second is accepted; the
    // broker then refuses the first for ever (OutOfOrderSequence until delivery.timeout.ms). Seen
    // on 4.3.1 under load; with one request under way the order cannot be lost.
    p.putIfAbsent("max.in.flight.requests.per.connection", "1");
    return p;
  }

  /**
   * Base properties of a producer with transactions. The short back-off matters: with Kafka's 100
   * ms a transaction that follows another closely waits that long for the former to be complete.
   */
  public Properties transactionalProducer(String clientId, String transactionalId) {
    Properties p = producer(clientId);
    p.putIfAbsent("retry.backoff.ms", "5");
    p.setProperty("transactional.id", transactionalId);
    return p;
  }

  /** Base properties of a consumer of committed records, whose offsets nobody commits for it. */
  public Properties consumer(String clientId) {
    Properties p = properties(clientId);
    p.setProperty("isolation.level", "read_committed");
    p.setProperty("enable.auto.commit", "false");
    p.putIfAbsent("auto.offset.reset", "earliest");
    p.putIfAbsent("max.partition.fetch.bytes", String.valueOf(8 << 20));
    return p;
  }

  /** Base properties of a consumer in a group. */
  public Properties groupConsumer(String clientId, String groupId) {
    Properties p = consumer(clientId);
    p.setProperty("group.id", groupId);
    return p;
  }

  /** Base properties of a Kafka Streams application with exactly-once processing. */
  public Properties streams(String applicationId) {
    Properties p = properties(applicationId);
    p.setProperty("application.id", applicationId);
    p.setProperty("processing.guarantee", "exactly_once_v2");
    p.putIfAbsent("consumer.auto.offset.reset", "earliest");
    p.putIfAbsent("producer.retry.backoff.ms", "5");
    return p;
  }

  /** Without the values of what is passed through: passwords are among them. */
  @Override
  public String toString() {
    return "KafkaSettings[bootstrapServers=%s, brokerWait=%s, clientProperties=%s]"
        .formatted(bootstrapServers, brokerWait, new TreeSet<>(clientProperties.keySet()));
  }

  private Properties properties(String clientId) {
    Properties p = new Properties();
    // New round topics must be seen soon; Kafka's default of five minutes is a round's whole life.
    p.setProperty("metadata.max.age.ms", "500");
    p.putAll(clientProperties);
    p.setProperty("bootstrap.servers", bootstrapServers);
    p.setProperty("client.id", clientId);
    return p;
  }

  private static String kafkaName(String variable) {
    return variable
        .substring(PASS_THROUGH_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replace('_', '.');
  }

  private static void refuseFixed(String name) {
    String why = FIXED.get(name);
    if (why != null) {
      throw new SettingException(
          "%s%s cannot be set: %s. Remove it."
              .formatted(
                  PASS_THROUGH_PREFIX, name.toUpperCase(Locale.ROOT).replace('.', '_'), why));
    }
  }
}
