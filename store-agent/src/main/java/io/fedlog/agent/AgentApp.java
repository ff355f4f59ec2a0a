package io.fedlog.agent;

import io.fedlog.agent.data.DataException;
import io.fedlog.agent.enrol.EnrolmentSettings;
import io.fedlog.agent.enrol.KeyEnrolment;
import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.runtime.BrokerCheck;
import io.fedlog.runtime.Health;
import io.fedlog.runtime.HealthServer;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.meters.ProcessMeters;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.SchemaDirectories;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent process's life: reads its rows, waits for Kafka, hosts its stores. */
public final class AgentApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentApp.class);

  private final Shutdown parts = new Shutdown();

  private AgentApp(
      AgentConfig config,
      Map<String, StoreTrainer> trainers,
      InstantSource clock,
      RandomGenerator attemptIds) {
    BrokerCheck.await(config.kafka());
    enrol(config, trainers.keySet());
    try {
      ProcessMeters meters = parts.add("meters", new ProcessMeters());
      meters.stateDisk(config.stateDir());
      ProcessMeters.gauge(
          meters.registry(), "fedlog.hosted", "stores", "stores in this process", trainers::size);
      AgentHost host =
          parts.add(
              "agents",
              AgentHost.start(
                  new HostSettings(
                      config.kafka(),
                      config.stateDir(),
                      Durability.POWER_LOST,
                      config.threads(),
                      Set.copyOf(config.modelTypes()),
                      config.heartbeat(),
                      codeVersion(),
                      config.ownPrivacy()),
                  SchemaDirectories.from(config.registry().serdeProperties()),
                  trainers,
                  StoreKeys.open(config.stateDir(), trainers.keySet()),
                  clock,
                  attemptIds,
                  AgentMeters.of(meters)));
      serveHealth(config, host, meters);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    LOG.info(
        "Agents started bootstrapServers={} stores={}",
        config.kafka().bootstrapServers(),
        trainers.size());
  }

  /**
   * Starts the agents of a process.
   *
   * @param clock the time
   * @param attemptIds an unpredictable source, such as SecureRandom
   * @throws DataException when the file cannot be used
   * @throws io.fedlog.runtime.BrokerUnreachableException when Kafka does not answer
   * @throws io.fedlog.agent.enrol.EnrolmentFailedException when the store's code does not count
   */
  public static AgentApp start(
      AgentConfig config, InstantSource clock, RandomGenerator attemptIds) {
    return new AgentApp(config, StoreTrainers.of(config), clock, attemptIds);
  }

  /**
   * The same with trainers of one's own.
   *
   * @param trainers makes the trainer of a store
   */
  public static AgentApp start(
      AgentConfig config,
      Function<String, StoreTrainer> trainers,
      InstantSource clock,
      RandomGenerator attemptIds) {
    return new AgentApp(config, StoreTrainers.of(config, trainers), clock, attemptIds);
  }

  /** Sends the one store's key to a coordinator, where the settings say so and none has it yet. */
  private static void enrol(AgentConfig config, Set<String> stores) {
    EnrolmentSettings settings = config.enrolment();
    if (settings == null) {
      return;
    }
    KeyEnrolment enrolment = new KeyEnrolment(settings);
    for (String storeId : stores) {
      Path file = StateDirectory.signingKeyFile(config.stateDir(), storeId);
      try {
        enrolment.ensure(
            storeId, SigningKeyFile.open(file), file.resolveSibling("enrolled-key-id"));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Enrolling store " + storeId + " was interrupted.");
      }
    }
  }

  /** As the build wrote it into the jar. */
  private static String codeVersion() {
    String version = AgentApp.class.getPackage().getImplementationVersion();
    return version == null ? "(not built as a jar)" : version;
  }

  @Override
  public void close() {
    parts.close();
  }

  private void serveHealth(AgentConfig config, AgentHost host, ProcessMeters meters) {
    Health health = new Health();
    health.addReadiness(
        "log",
        () ->
            host.ready()
                ? Optional.empty()
                : Optional.of("the rounds and models have not been read to their end yet"));
    config
        .health()
        .port()
        .ifPresent(
            port ->
                parts.add(
                    "health",
                    HealthServer.start(config.health().host(), port, health, meters::scrape)));
  }
}
