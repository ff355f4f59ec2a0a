package io.fedlog.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Settings;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.cli.FedlogCommand;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./fedlog acls --apply} allows each role at a broker with TLS, SCRAM and ACLs. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RoleAclsIT {
  private static final List<String> USERS =
      List.of("coordinator", "aggregator", "north", "analyst", "operator");

  /**
   * Read, Write, Create, Delete: what each user may do with each topic, written down by hand. None:
   * not even that it is there is told.
   */
  private static final String EXPECTED =
      """
      topic              coordinator  aggregator  north  analyst  operator
      fl.access          RWC          -           -      -        -
      fl.audit           RWC          W           -      -        R
      fl.audit-heads     RWC          -           -      -        R
      fl.commands        RWC          R           -      -        R
      fl.global-models   RC           RW          R      -        R
      fl.heartbeats      RWC          W           W      -        R
      fl.joins           RWC          R           W      -        R
      fl.metrics.rounds  RC           W           -      R        R
      fl.metrics.stores  RWC          W           W      R        R
      fl.plans           RWC          -           -      -        R
      fl.privacy         RC           W           -      R        R
      fl.rejected        RC           W           -      -        R
      fl.round-control   C            RW          -      -        R
      fl.round-log       C            RW          -      -        R
      fl.round-state     RC           W           R      -        R
      fl.rounds          RWC          R           R      -        R
      fl.secure          C            R           RW     -        R
      fl.secure-rounds   RC           W           R      -        R
      fl.server-state    C            RW          -      -        R
      fl.stores          RWC          R           R      -        R
      fl.updates.none    WCD          R           W      -        R
      fl.updates.r1      WCD          R           W      -        R
      fl.uploads         RWC          -           -      -        -
      """;

  @TempDir static Path folder;
  private static SecuredBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecuredBroker.start(folder, "admin", USERS);
    StringWriter out = new StringWriter();
    int status =
        FedlogCommand.line(
                new Surroundings(
                    broker.environment("admin"), Clock.systemUTC(), new Random(1), end -> {}))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute("acls", "--apply", "--principal", "store=User:north");
    assertThat(status).as(out.toString()).isZero();
    assertThat(out.toString())
        .contains("User:north allow write on topic prefixed fl.updates.")
        .containsPattern("\\d+ ACLs are in force");
    try (Admin admin = admin("coordinator")) {
      TopicAdmin topics = new TopicAdmin(admin, 2);
      topics.createFixed();
      topics.createUpdates(List.of("r1"));
    }
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "aggregator", "north", "analyst", "operator"})
  void shouldMayWhatIsWrittenDown_withEveryTopic(String user) throws Exception {
    Map<String, String> came = new TreeMap<>();
    try (Admin admin = admin(user)) {
      for (String topic : expected("topic").keySet()) {
        came.put(topic, allowed(admin, topic));
      }
    }

    assertThat(came).isEqualTo(expected(user));
  }

  @Test
  void shouldKnowEveryTopicOfTheCatalogue() {
    Set<String> catalogue =
        Stream.concat(Topics.permanent().stream(), Stream.of(Topics.updates("r1")))
            .map(Topic::name)
            .collect(Collectors.toSet());

    assertThat(expected("topic").keySet()).isEqualTo(catalogue);
  }

  @Test
  void shouldRefuseAStore_whenItTriesWhatIsNotItsTo() {
    try (Admin admin = admin("north");
        KafkaProducer<byte[], byte[]> producer = producer(settings("north").producer("north"))) {
      refused(TopicAuthorizationException.class, () -> write(producer, "fl.commands"));
      refused(TopicAuthorizationException.class, () -> write(producer, "fl.stores"));
      refused(TopicAuthorizationException.class, () -> write(producer, "fl.round-log"));
      refused(
          TopicAuthorizationException.class,
          () ->
              admin
                  .createTopics(List.of(new NewTopic("fl.updates.mine", 7, (short) 1)))
                  .all()
                  .get());
      refused(
          TopicAuthorizationException.class,
          () -> admin.deleteTopics(List.of("fl.updates.r1")).all().get());
      refused(
          ClusterAuthorizationException.class,
          () -> admin.createAcls(List.of(allowEverything())).all().get());
    }
  }

  @Test
  void shouldRefuseAStore_whenItReadsWhatOthersUpload() {
    assertThat(read("north", null, "fl.rounds")).isZero();
    refused(TopicAuthorizationException.class, () -> read("north", null, "fl.updates.r1"));
    refused(TopicAuthorizationException.class, () -> read("north", null, "fl.joins"));
    refused(TopicAuthorizationException.class, () -> read("analyst", null, "fl.global-models"));
  }

  @Test
  void shouldRefuseAStore_whenItTakesPartInTheServicesGroups() {
    refused(
        GroupAuthorizationException.class, () -> read("north", "fedlog-aggregator", "fl.rounds"));
    refused(
        GroupAuthorizationException.class,
        () -> read("operator", "fedlog-coordinator", "fl.plans"));
    assertThat(read("operator", "fedlog-operator-1", "fl.plans")).isZero();

    Properties properties =
        settings("north").transactionalProducer("north", "fedlog-aggregator-1-0");
    try (KafkaProducer<byte[], byte[]> producer = producer(properties)) {
      refused(TransactionalIdAuthorizationException.class, producer::initTransactions);
    }
  }

  @Test
  void shouldRefuseAnyone_whoseSecretIsAnothers() {
    Map<String, String> environment = new HashMap<>(broker.environment("north"));
    environment.compute(
        "FL_KAFKA_SASL_JAAS_CONFIG", (name, jaas) -> jaas.replace("\"northnorth\"", "\"guess\""));
    try (Admin admin = Admin.create(settings(environment).admin("guess"))) {
      refused(SaslAuthenticationException.class, () -> admin.describeCluster().clusterId().get());
    }
  }

  private static void refused(Class<? extends Exception> expected, ThrowingCallable attempt) {
    Throwable came = org.assertj.core.api.Assertions.catchThrowable(attempt);
    Throwable reason =
        came instanceof ExecutionException && came.getCause() != null ? came.getCause() : came;
    assertThat(reason).isInstanceOf(expected);
  }

  private static String allowed(Admin admin, String topic) throws Exception {
    try {
      Set<AclOperation> operations =
          admin
              .describeTopics(
                  List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .allTopicNames()
              .get()
              .get(topic)
              .authorizedOperations();
      return Stream.of(
              AclOperation.READ, AclOperation.WRITE, AclOperation.CREATE, AclOperation.DELETE)
          .filter(operations::contains)
          .map(operation -> operation.name().substring(0, 1))
          .collect(Collectors.joining());
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(TopicAuthorizationException.class);
      return "-";
    }
  }

  /** The column of a user, by topic. */
  private static Map<String, String> expected(String user) {
    List<String[]> rows = EXPECTED.lines().map(line -> line.split(" +")).toList();
    int column = List.of(rows.get(0)).indexOf(user);
    Map<String, String> expected = new TreeMap<>();
    rows.subList(1, rows.size()).forEach(row -> expected.put(row[0], row[column]));
    return expected;
  }

  private static void write(KafkaProducer<byte[], byte[]> producer, String topic) throws Exception {
    producer.send(new ProducerRecord<>(topic, new byte[] {1})).get(30, TimeUnit.SECONDS);
  }

  private static int read(String user, @Nullable String group, String topic) {
    Properties properties =
        group == null ? settings(user).consumer(user) : settings(user).groupConsumer(user, group);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      if (group == null) {
        consumer.assign(List.of(new TopicPartition(topic, 0)));
      } else {
        consumer.subscribe(List.of(topic));
      }
      return consumer.poll(Duration.ofSeconds(3)).count();
    }
  }

  private static AclBinding allowEverything() {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, "*", PatternType.LITERAL),
        new AccessControlEntry("User:north", "*", AclOperation.ALL, AclPermissionType.ALLOW));
  }

  private static Admin admin(String user) {
    return Admin.create(settings(user).admin(user));
  }

  private static KafkaProducer<byte[], byte[]> producer(Properties properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static KafkaSettings settings(String user) {
    return settings(broker.environment(user));
  }

  private static KafkaSettings settings(Map<String, String> environment) {
    return KafkaSettings.from(Settings.fromEnv(environment));
  }
}
