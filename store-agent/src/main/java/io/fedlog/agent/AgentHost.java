package io.fedlog.agent;

import io.fedlog.agent.secure.LazyEnrolments;
import io.fedlog.agent.secure.PartySignatures;
import io.fedlog.agent.secure.SecureDesk;
import io.fedlog.agent.secure.SecureFeed;
import io.fedlog.agent.secure.SecureParts;
import io.fedlog.agent.state.StateDirectory;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.models.ModelFeed;
import io.fedlog.runtime.trust.EnrolmentFeed;
import io.fedlog.runtime.upload.SealSigner;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.schemas.SchemaDirectory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The agents of one or more stores in one process. However many stores there are, they share one
 * reader of the rounds, one of the models, one producer and one bounded pool of threads.
 */
public final class AgentHost implements AutoCloseable {

  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

  private final Shutdown parts = new Shutdown();
  private final HostSettings settings;
  private final AgentMeters meters;
  private final AgentLoop loop;

  private AgentHost(
      HostSettings settings,
      SchemaDirectory schemas,
      Map<String, StoreTrainer> trainers,
      SealSigner signer,
      InstantSource clock,
      RandomGenerator attemptIds,
      AgentMeters meters) {
    this.settings = settings;
    this.meters = parts.add("meters", meters);
    try {
      StateDirectory state =
          parts.add(
              "state directory", StateDirectory.open(settings.stateDir(), settings.durability()));
      KafkaProducer<String, byte[]> producer = producer();
      parts.add("producer", () -> producer.close(PATIENCE_AT_END));
      parts.add("producer's meters", meters.kafka().watch("agent", producer));
      ExecutorService pool = pool(settings.threads());
      parts.add("worker threads", () -> stop(pool));
      ModelFeed feed =
          parts.add(
              "model feed",
              new ModelFeed(
                  () -> consumer("models", "fedlog-agent-models"),
                  schemas,
                  (type, version) -> concerns(type)));
      AgentOutbox outbox = new AgentOutbox(producer, schemas, signer, meters.figures());
      AgentServices services =
          new AgentServices(
              outbox,
              new UpdateUpload(producer, schemas, signer, clock, pool),
              secure(schemas, signer, outbox, clock),
              pool,
              clock,
              attemptIds,
              RETRY_PAUSE,
              settings.modelTypes(),
              settings.codeVersion(),
              settings.ownPrivacy(),
              meters.figures());
      List<StoreAgent> agents = new ArrayList<>();
      trainers.forEach(
          (store, trainer) ->
              agents.add(
                  new StoreAgent(
                      store,
                      new MeasuredTrainer(
                          new GridTrainer(
                              new EncodingTrainer(
                                  store,
                                  new FingerprintTrainer(trainer, () -> state.noiseKey(store)),
                                  state.residuals(store),
                                  SplittableRandom::new),
                              () -> state.noiseKey(store)),
                          meters.figures(),
                          System::nanoTime),
                      state.store(store),
                      state.secure(store),
                      services)));
      this.loop =
          parts.add(
              "agents",
              new AgentLoop(
                  () -> consumer("rounds", "fedlog-agent-rounds"),
                  schemas,
                  feed,
                  agents,
                  services,
                  settings.heartbeat()));
      feed.start();
      loop.start();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  /**
   * Starts the agents of the given stores. Returns at once; what the topics hold is caught up with
   * in the background, also when they are made only later.
   *
   * @param trainers each store's id and its side of the learning
   * @param signer makes the stores' signatures
   * @param clock the time, for deadlines and time stamps
   * @param attemptIds draws attempt ids; unpredictable, so that no two processes draw the same
   * @throws io.fedlog.agent.state.StateException when the state directory cannot be used
   */
  public static AgentHost start(
      HostSettings settings,
      SchemaDirectory schemas,
      Map<String, StoreTrainer> trainers,
      SealSigner signer,
      InstantSource clock,
      RandomGenerator attemptIds) {
    return start(settings, schemas, trainers, signer, clock, attemptIds, AgentMeters.unseen());
  }

  /** The same, and {@code meters} show what is done; they are closed with it. */
  static AgentHost start(
      HostSettings settings,
      SchemaDirectory schemas,
      Map<String, StoreTrainer> trainers,
      SealSigner signer,
      InstantSource clock,
      RandomGenerator attemptIds,
      AgentMeters meters) {
    if (trainers.isEmpty()) {
      throw new IllegalArgumentException("trainers: expected at least one store, got none");
    }
    return new AgentHost(settings, schemas, trainers, signer, clock, attemptIds, meters);
  }

  /** Whether the agents have caught up with the log and follow it. */
  public boolean ready() {
    return loop.ready();
  }

  /** Stops at once; what was begun is taken up again from local state at the next start. */
  @Override
  public void close() {
    parts.close();
  }

  /** Asks Kafka for nothing before a round masks. */
  private SecureDesk secure(
      SchemaDirectory schemas, SealSigner signer, AgentOutbox outbox, InstantSource clock) {
    SecureFeed feed =
        parts.add(
            "rounds that mask",
            new SecureFeed(() -> consumer("secure", "fedlog-agent-secure"), schemas));
    feed.start();
    LazyEnrolments enrolments =
        parts.add(
            "enrolments",
            new LazyEnrolments(
                () -> new EnrolmentFeed(() -> consumer("stores", "fedlog-agent-stores"), schemas)));
    return new SecureDesk(
        new SecureParts(
            feed,
            outbox::send,
            new PartySignatures(signer, enrolments),
            new SecureRandom(),
            clock,
            RETRY_PAUSE));
  }

  private boolean concerns(String modelType) {
    return settings.modelTypes().isEmpty()
        || settings.modelTypes().contains(PreparationTypes.mainType(modelType));
  }

  private KafkaProducer<String, byte[]> producer() {
    Properties properties = settings.kafka().producer("fedlog-agent");
    // A broker that is away for minutes is no reason to spend one of a store's few attempts.
    properties.putIfAbsent(
        "delivery.timeout.ms", String.valueOf(Duration.ofMinutes(10).toMillis()));
    properties.putIfAbsent("linger.ms", "0");
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  private Consumer<String, byte[]> consumer(String part, String clientId) {
    Properties properties = settings.kafka().consumer(clientId);
    properties.putIfAbsent("max.poll.records", "50");
    return meters.kafka().consumer(part, properties);
  }

  private static ExecutorService pool(int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task -> {
          Thread thread = new Thread(task, "agent-worker-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  private static void stop(ExecutorService pool) throws InterruptedException {
    pool.shutdownNow();
    boolean unused = pool.awaitTermination(PATIENCE_AT_END.toSeconds(), TimeUnit.SECONDS);
  }
}
