package io.fedlog.benchmarks.chaos;

import io.fedlog.agent.data.Generator;
import io.fedlog.benchmarks.system.LogReader;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.embedded.BrokerCluster;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A whole installation on loopback, each process of it a {@link Victim}. */
final class Installation implements AutoCloseable {
  static final int PARTITIONS = 3;
  private static final int MODEL_TYPES = 60;
  private static final String UPLOAD_PACE_MS = "12";

  private final Path folder;
  private final Clock clock;
  private final Shutdown parts = new Shutdown();
  private final Map<String, Victim> victims = new LinkedHashMap<>();
  private final Map<String, String> common = new HashMap<>();
  private final BrokerCluster cluster;
  private final KafkaSettings kafka;
  private final CoordinatorConfig config;
  private final CoordinatorClient client;
  private final BrokerProbe probe;
  private final SmallDisk smallDisk;
  private final LogBook book = new LogBook();
  private final AtomicInteger modelTypes = new AtomicInteger();
  private final Triggers triggers = new Triggers();

  /** Starts everything; the services may still be on their way when this returns. */
  Installation(Path folder, Clock clock) throws IOException, InterruptedException {
    this.clock = clock;
    this.folder = Files.createDirectories(folder);
    try {
      cluster =
          parts.add(
              "brokers",
              BrokerCluster.start(
                  folder, Role.BROKER.processes(), Map.of(), new SplittableRandom()));
      for (int node = 1; node <= cluster.size(); node++) {
        put(new BrokerVictim(Role.BROKER.process(node), cluster.broker(node)));
      }
      kafka = KafkaSettings.at(cluster.bootstrapServers());
      common.put("FL_BOOTSTRAP_SERVERS", cluster.bootstrapServers());
      common.put("FL_PARTITIONS", Integer.toString(PARTITIONS));
      common.put("FL_BROKER_WAIT", "2m");
      Map<String, String> coordinating = coordinating();
      config = CoordinatorConfig.fromEnv(coordinating);
      client = parts.add("client", CoordinatorClient.connect(config, clock));
      probe = parts.add("probe", new BrokerProbe(kafka));
      smallDisk = parts.add("small disk", new SmallDisk(folder.resolve("state-aggregator-2")));
      book.listen(triggers.committed());
      parts.add("watch", new LogWatch(kafka, LogBook.TOPICS, true, book));
      parts.add(
          "eager watch",
          new LogWatch(
              kafka,
              List.of(Topics.ROUND_CONTROL, Topics.GLOBAL_MODELS),
              false,
              triggers.uncommitted()));
      startServices(coordinating);
    } catch (RuntimeException | IOException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private Map<String, String> coordinating() {
    Map<String, String> environment = new HashMap<>(common);
    environment.put("FL_MIN_STORES", "3");
    environment.put("FL_AGGREGATION_THRESHOLD", "0.6");
    environment.put("FL_JOIN_WINDOW", "5s");
    environment.put("FL_ROUND_DEADLINE", "30s");
    environment.put("FL_CHUNK_BYTES", "65536");
    environment.put("FL_MAX_SAMPLES", "1024");
    return environment;
  }

  private void startServices(Map<String, String> coordinating) throws IOException {
    for (int i = 1; i <= Role.COORDINATOR.processes(); i++) {
      service(Role.COORDINATOR, i, "io.fedlog.coordinator.CoordinatorMain", coordinating);
    }
    for (int i = 1; i <= Role.AGGREGATOR.processes(); i++) {
      Map<String, String> environment = new HashMap<>(common);
      environment.put("FL_SESSION_TIMEOUT", "6s");
      environment.put("FL_TICK_INTERVAL", "100ms");
      environment.put("FL_LOG_LEVEL_KAFKA", "info"); // tells of tasks and of fencing
      if (i == 1) { // one that the group waits for by its name, and one that it does not
        environment.put("FL_INSTANCE_ID", Role.AGGREGATOR.process(i));
      }
      service(Role.AGGREGATOR, i, "io.fedlog.aggregator.AggregatorMain", environment);
    }
    Path data =
        Files.writeString(
            folder.resolve("chain.csv"), Generator.ofStores(Role.AGENT.processes()).csv());
    for (int i = 1; i <= Role.AGENT.processes(); i++) {
      Map<String, String> environment = new HashMap<>(common);
      environment.put("FL_STORE_ID", Stores.ofAgent(i));
      environment.put("FL_DATA", data.toString());
      environment.put("FL_STORE_COLUMN", "store");
      environment.put("FL_AGENT_THREADS", "1");
      environment.put(
          "FL_MODEL_TYPES",
          IntStream.rangeClosed(1, MODEL_TYPES)
              .mapToObj(Installation::modelType)
              .collect(Collectors.joining(",")));
      environment.put("FL_HEARTBEAT_INTERVAL", "1s");
      service(Role.AGENT, i, "io.fedlog.agent.AgentMain", environment);
    }
    for (int i = 1; i <= Role.UPLOADER.processes(); i++) {
      String stores = String.join(",", Stores.ofUploader(i));
      service(
          Role.UPLOADER,
          i,
          UploaderMain.class.getName(),
          common,
          cluster.bootstrapServers(),
          state(Role.UPLOADER.process(i)).toString(),
          stores,
          UPLOAD_PACE_MS);
    }
  }

  private void service(
      Role role, int number, String mainClass, Map<String, String> settings, String... arguments) {
    String name = role.process(number);
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("FL_STATE_DIR", state(name).toString());
    ServiceVictim victim =
        new ServiceVictim(
            role,
            name,
            mainClass,
            role == Role.AGGREGATOR ? "256m" : "128m",
            environment,
            folder.resolve(name + ".log"),
            state(name),
            arguments);
    put(victim);
    parts.add(name, victim::kill);
  }

  private void put(Victim victim) {
    victims.put(victim.name(), victim);
  }

  private Path state(String name) {
    return folder.resolve("state-" + name);
  }

  /** A type of model that the agents know and no plan has trained. */
  String newModelType() {
    return modelType(1 + modelTypes.getAndIncrement() % MODEL_TYPES);
  }

  private static String modelType(int number) {
    return "sales-" + number;
  }

  Victim victim(String name) {
    Victim victim = victims.get(name);
    if (victim == null) {
      throw new IllegalArgumentException("there is no process " + name);
    }
    return victim;
  }

  List<Victim> victims() {
    return new ArrayList<>(victims.values());
  }

  /** One of the drawn one's role that is at work, itself before others; itself when none is. */
  Victim atWork(Victim drawn) {
    return Stream.concat(Stream.of(drawn), victims.values().stream())
        .filter(victim -> victim.role() == drawn.role() && victim.isUp())
        .filter(victim -> victim instanceof ServiceVictim service && OwnWord.isAtWork(service))
        .findFirst()
        .orElse(drawn);
  }

  Clock clock() {
    return clock;
  }

  Path folder() {
    return folder;
  }

  KafkaSettings kafka() {
    return kafka;
  }

  CoordinatorConfig config() {
    return config;
  }

  CoordinatorClient client() {
    return client;
  }

  BrokerProbe probe() {
    return probe;
  }

  /** The second aggregator's state directory. */
  SmallDisk smallDisk() {
    return smallDisk;
  }

  /** What is committed. */
  LogBook book() {
    return book;
  }

  /** Wakes who waits for a moment. */
  Triggers triggers() {
    return triggers;
  }

  LogReader reader() {
    return new LogReader(kafka, new FingerprintDirectory());
  }

  @Override
  public void close() {
    parts.close();
  }
}
