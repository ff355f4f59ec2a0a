package io.fedlog.coordinator;

import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.audit.TreeHeads;
import io.fedlog.coordinator.identity.AccessRights;
import io.fedlog.coordinator.identity.Tokens;
import io.fedlog.coordinator.metrics.CoordinatorFigures;
import io.fedlog.coordinator.plans.Leadership;
import io.fedlog.coordinator.plans.PlanParts;
import io.fedlog.coordinator.plans.PlanRunner;
import io.fedlog.coordinator.plans.PlanStep;
import io.fedlog.coordinator.plans.Plans;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rest.RestParts;
import io.fedlog.coordinator.rest.RestServer;
import io.fedlog.coordinator.retention.RoundRetention;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.runtime.Health;
import io.fedlog.runtime.HealthServer;
import io.fedlog.runtime.InstallationSettings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.meters.ProcessMeters;
import io.fedlog.runtime.trust.Signatures;
import io.fedlog.runtime.trust.SigningKeyFile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One coordinator's life: opens its parts in order and closes them when a later one fails. */
public final class CoordinatorApp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorApp.class);

  private static final String ROUND_ID = "round_%016x";
  private static final String UPLOAD_KEY = "%016x";

  private final Shutdown parts = new Shutdown();
  private final Health health = new Health();
  private final Leadership leadership;
  private final @Nullable RestServer rest;

  private CoordinatorApp(CoordinatorConfig config, InstantSource clock) {
    if (config.signatures() == Signatures.REQUIRED && config.signingKeyFile() == null) {
      throw new IllegalArgumentException(
          "%s is required but %s is not set; expected a file for the key that the coordinator signs with (it is made if it is not there)."
              .formatted(InstallationSettings.SIGNATURES, CoordinatorConfig.SIGNING_KEY_FILE));
    }
    try {
      ProcessMeters meters = parts.add("meters", new ProcessMeters());
      CoordinatorConnection connection =
          parts.add(
              "Kafka connection",
              CoordinatorConnection.open(config, "fedlog-coordinator", clock, meters.kafka()));
      connection.enrolOwnKey(clock);
      leadership = parts.add("leadership", leadership(connection));
      parts.add("plan runner", runner(config, connection, clock)).start();
      TreeHeads heads = parts.add("tree heads", treeHeads(config, connection));
      heads.start();
      leadership.start();
      watch(heads, meters);
      CoordinatorFigures.show(meters.registry(), connection.view(), leadership::holds, clock);
      serveHealth(config, connection, meters);
      rest = serveRest(config, connection, clock, meters);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    LOG.info(
        "Coordinator started bootstrapServers={} partitions={}",
        config.kafka().bootstrapServers(),
        config.partitions());
  }

  /** Starts a coordinator; it acts as soon as it has read the log and no other one acts. */
  public static CoordinatorApp start(CoordinatorConfig config, InstantSource clock) {
    return new CoordinatorApp(config, clock);
  }

  /** The port of the REST API; empty when it is not served. */
  public OptionalInt restPort() {
    return rest == null ? OptionalInt.empty() : OptionalInt.of(rest.port());
  }

  /** Whether this instance is the one that acts. */
  public boolean acts() {
    return leadership.holds();
  }

  public Health health() {
    return health;
  }

  private static Leadership leadership(CoordinatorConnection connection) {
    return new Leadership(over -> connection.groupConsumer(Leadership.GROUP, over));
  }

  private TreeHeads treeHeads(CoordinatorConfig config, CoordinatorConnection connection) {
    Path file = config.auditKeyFile();
    return connection.treeHeads(file == null ? null : SigningKeyFile.open(file), leadership::holds);
  }

  private void watch(TreeHeads heads, ProcessMeters meters) {
    health.addReadiness("audit", heads::contradiction);
    CoordinatorFigures.show(meters.registry(), heads);
  }

  private PlanRunner runner(
      CoordinatorConfig config, CoordinatorConnection connection, InstantSource clock) {
    PlanStep step =
        PlanParts.step(
            connection.view(),
            connection.writer(),
            connection.topics(),
            new RoundDefinitions(config.limits()),
            connection.models(),
            connection.upload(),
            config.maxAbsValue(),
            config.evaluationWait(),
            clock);
    RoundRetention retention =
        new RoundRetention(
            connection.view(), connection.writer(), connection.topics(), config.retention(), clock);
    return new PlanRunner(
        connection.view(), () -> connection.caughtUp() && leadership.holds(), step, retention);
  }

  private void serveHealth(
      CoordinatorConfig config, CoordinatorConnection connection, ProcessMeters meters) {
    health.addReadiness(
        "log",
        () -> unless(connection.logRead(), "rounds and plans have not been read to their end yet"));
    health.addReadiness(
        "models",
        () -> unless(connection.modelsRead(), "versions have not been read to their end yet"));
    config
        .health()
        .port()
        .ifPresent(
            port ->
                parts.add(
                    "health",
                    HealthServer.start(config.health().host(), port, health, meters::scrape)));
  }

  private static Optional<String> unless(boolean holds, String reason) {
    return holds ? Optional.empty() : Optional.of(reason);
  }

  private @Nullable RestServer serveRest(
      CoordinatorConfig config,
      CoordinatorConnection connection,
      InstantSource clock,
      ProcessMeters meters) {
    if (config.http().port().isEmpty()) {
      return null;
    }
    Tokens tokens = Tokens.from(config.identity());
    SecureRandom random = new SecureRandom();
    RoundDefinitions definitions = new RoundDefinitions(config.limits());
    return parts.add(
        "REST API",
        RestServer.start(
            config.http(),
            new RestParts(
                tokens.verifier(connection.view().access(), clock),
                AccessRights.over(
                    connection.view().access(), connection.writer(), tokens, clock, random),
                new AuditTrail(connection.audit(), clock),
                connection::caughtUp,
                connection.view(),
                connection.writer(),
                connection.topics(),
                connection.models(),
                connection.uploads(),
                connection.signer(),
                connection.uploadLog(() -> UPLOAD_KEY.formatted(random.nextLong())),
                definitions,
                config.defaults(),
                plans(config, connection, definitions, clock),
                config.maxAbsValue(),
                clock,
                () -> ROUND_ID.formatted(random.nextLong()),
                health,
                meters.registry())));
  }

  private static Plans plans(
      CoordinatorConfig config,
      CoordinatorConnection connection,
      RoundDefinitions definitions,
      InstantSource clock) {
    double largest = config.maxAbsValue();
    return new Plans(
        connection.view(),
        connection.writer(),
        definitions,
        largest,
        PlanParts.waits(connection.view(), connection.models(), largest, config.evaluationWait()),
        new PrivacyBudgets(connection.view(), connection.writer(), clock));
  }

  @Override
  public void close() {
    parts.close();
  }
}
