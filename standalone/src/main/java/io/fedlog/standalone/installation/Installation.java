package io.fedlog.standalone.installation;

import io.fedlog.aggregator.AggregatorApp;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorApp;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.rest.HttpSettings;
import io.fedlog.embedded.EmbeddedKafka;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.trust.NoiseKeyFile;
import io.fedlog.runtime.trust.SigningKey;
import io.fedlog.runtime.trust.SigningKeyFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A broker, a coordinator and an aggregator in this JVM. */
public final class Installation {

  private static final String TOKEN_KEY = "token-key.pem";
  private static final String NOISE_KEY = "noise-key";
  private static final String AUDIT_KEY = "audit-key.pem";
  private static final long LOOK_AGAIN_MS = 20;

  private final EmbeddedKafka broker;
  private final CoordinatorConfig coordinator;
  private final CoordinatorApp coordinatorApp;
  private final AggregatorApp aggregator;

  private Installation(
      EmbeddedKafka broker,
      CoordinatorConfig coordinator,
      CoordinatorApp coordinatorApp,
      AggregatorApp aggregator) {
    this.broker = broker;
    this.coordinator = coordinator;
    this.coordinatorApp = coordinatorApp;
    this.aggregator = aggregator;
  }

  /**
   * Starts one; its parts are there when this returns, and get to work by themselves. A REST API
   * that is asked for without a key for its tokens gets one in the data directory, and so do noise
   * and heads of the audit log without keys for them.
   *
   * @param parts closes each part, also when a later one fails; a temporary data directory is
   *     deleted then
   * @param builder which port and data directory
   * @param settings of coordinator and aggregator, as in their environments
   * @throws io.fedlog.embedded.BrokerStartException if the directory or the port cannot be used
   * @throws io.fedlog.runtime.SettingException if a setting cannot be used
   */
  public static Installation start(
      Shutdown parts,
      EmbeddedKafka.Builder builder,
      Map<String, String> settings,
      InstantSource clock)
      throws InterruptedException {
    EmbeddedKafka broker = parts.add("broker", builder.start());
    Map<String, String> all = new HashMap<>(settings);
    all.put("FL_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    all.put("FL_STATE_DIR", broker.dataDir().resolve("aggregator").toString());
    Path tokenKey = broker.dataDir().resolve(TOKEN_KEY);
    if (all.containsKey(HttpSettings.PORT.name())
        && all.putIfAbsent(IdentitySettings.KEY_FILE.name(), tokenKey.toString()) == null) {
      SigningKey unused = SigningKeyFile.open(tokenKey);
    }
    Path noiseKey = broker.dataDir().resolve(NOISE_KEY);
    if (all.putIfAbsent(AggregatorConfig.NOISE_KEY_FILE.name(), noiseKey.toString()) == null) {
      NoiseKey unused = NoiseKeyFile.openOrCreate(noiseKey);
    }
    if (!all.containsKey(CoordinatorConfig.SIGNING_KEY_FILE.name())) {
      String auditKey = broker.dataDir().resolve(AUDIT_KEY).toString();
      all.putIfAbsent(CoordinatorConfig.AUDIT_KEY_FILE.name(), auditKey);
    }
    CoordinatorConfig coordinator = CoordinatorConfig.fromEnv(all);
    AggregatorConfig aggregating = AggregatorConfig.fromEnv(all);
    CoordinatorApp app = parts.add("coordinator", CoordinatorApp.start(coordinator, clock));
    AggregatorApp aggregator = parts.add("aggregator", AggregatorApp.start(aggregating, clock));
    return new Installation(broker, coordinator, app, aggregator);
  }

  /** {@code host:port} of its broker. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** A folder for a part's own files, in the data directory. */
  public Path folder(String part) {
    return broker.dataDir().resolve(part);
  }

  public Path dataDir() {
    return broker.dataDir();
  }

  /** Port of the REST API; empty when it is not served. */
  public OptionalInt restPort() {
    return coordinatorApp.restPort();
  }

  /** The settings to connect a client with. */
  public CoordinatorConfig coordinator() {
    return coordinator;
  }

  /**
   * Waits until the aggregator has its work and does it.
   *
   * @throws IllegalStateException when that takes longer
   */
  public void awaitReady(Duration most) throws InterruptedException {
    long start = System.nanoTime();
    while (!aggregator.isRunning()) {
      if (System.nanoTime() - start > most.toNanos()) {
        throw new IllegalStateException(
            "the aggregator was not running within %d s".formatted(most.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    }
  }

  /** The fault from which the broker cannot go on, if there was one. */
  public Optional<Throwable> failure() {
    return broker.failure();
  }
}
