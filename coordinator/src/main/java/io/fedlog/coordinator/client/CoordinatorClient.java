package io.fedlog.coordinator.client;

import static io.fedlog.coordinator.identity.Act.CHANGE_MODEL;
import static io.fedlog.coordinator.identity.Act.CHANGE_PLAN;
import static io.fedlog.coordinator.identity.Act.DOWNLOAD_MODEL;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.CoordinatorConnection;
import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.log.Commands;
import io.fedlog.coordinator.log.MaskingStanding;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.coordinator.plans.PlanParts;
import io.fedlog.coordinator.plans.Plans;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * What operators ask for. It writes to the log and reads from it, as any coordinator does, and
 * needs none in this process; plans are carried on by whichever coordinator acts. Names that are
 * not known are {@link NoSuchElementException}s, states that do not allow a wish are {@link
 * IllegalStateException}s, values that cannot work are {@link IllegalArgumentException}s. Kafka's
 * own failures pass through. Thread-safe.
 */
public final class CoordinatorClient implements AutoCloseable {

  private static final String OPERATOR = "operator";
  private static final Duration READ_WITHIN = Duration.ofSeconds(60);

  private final CoordinatorConnection connection;
  private final Waiting waiting;
  private final Commands commands;
  private final Plans plans;
  private final ModelVersions versions;
  private final NewRounds rounds;
  private final InstantSource clock;
  private final CommandLineDoor door;

  private CoordinatorClient(
      CoordinatorConfig config, CoordinatorConnection connection, InstantSource clock) {
    this.connection = connection;
    this.clock = clock;
    this.door = new CommandLineDoor(connection.audit(), clock);
    RoundDefinitions definitions = new RoundDefinitions(config.limits());
    PrivacyBudgets budgets = new PrivacyBudgets(connection.view(), connection.writer(), clock);
    this.waiting = new Waiting(connection.view());
    this.commands = new Commands(connection.view(), connection.writer(), clock, OPERATOR);
    this.plans =
        new Plans(
            connection.view(),
            connection.writer(),
            definitions,
            config.maxAbsValue(),
            PlanParts.waits(
                connection.view(),
                connection.models(),
                config.maxAbsValue(),
                config.evaluationWait()),
            budgets);
    this.versions = new ModelVersions(connection);
    this.rounds = new NewRounds(connection, definitions, budgets, versions, waiting, clock);
  }

  /** Connects, and reads the log to its end. */
  public static CoordinatorClient connect(CoordinatorConfig config, InstantSource clock)
      throws InterruptedException {
    CoordinatorConnection connection = CoordinatorConnection.open(config, "fedlog-client", clock);
    try {
      Waiting.until(connection::caughtUp, READ_WITHIN, "the log was not read to its end");
      return new CoordinatorClient(config, connection, clock);
    } catch (RuntimeException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Starts a training plan; see {@link CoordinatorConfig#newPlan} for the defaults.
   *
   * @throws IllegalArgumentException when it could not work, naming the field or the parameter
   */
  public void startPlan(PlanRecord plan) {
    door.run(CHANGE_PLAN, plan(plan.getPlanId(), "start"), () -> plans.start(plan));
  }

  /** Holds a plan: the round that runs goes on, and none follows. Not for asynchronous plans. */
  public void pausePlan(String planId) throws InterruptedException {
    door.run(CHANGE_PLAN, plan(planId, "pause"), () -> plans.pause(planId));
  }

  /** Lets a paused plan go on. */
  public void resumePlan(String planId) throws InterruptedException {
    door.run(CHANGE_PLAN, plan(planId, "resume"), () -> plans.resume(planId));
  }

  /** Ends a plan; the round that runs is cancelled. */
  public void stopPlan(String planId, String reason) throws InterruptedException {
    door.run(CHANGE_PLAN, plan(planId, "stop"), () -> plans.stop(planId, reason));
  }

  /**
   * Creates one round outside of plans.
   *
   * @return the definition as it was written
   */
  public RoundDefinition createRound(RoundSpec spec) {
    return door.pass(Act.CREATE_ROUND, Matter.round(spec.roundId()), () -> rounds.create(spec));
  }

  /** How a round stands; empty while the aggregator has not seen it. */
  public Optional<RoundState> status(String roundId) {
    return connection.view().state(roundId);
  }

  public Optional<RoundDefinition> definition(String roundId) {
    return connection.view().definition(roundId);
  }

  public Optional<PlanRecord> plan(String planId) {
    return connection.view().plan(planId).map(PlanEntry::plan);
  }

  public List<PlanRecord> plans() {
    return connection.view().plans().stream().map(PlanEntry::plan).toList();
  }

  /** What a running plan waits for that need not come by itself, in words. */
  public Optional<String> waitsFor(PlanRecord plan) {
    return plans.waitsFor(plan, clock.instant());
  }

  /** The stores' pooled evaluation loss of a version; empty as long as none told. */
  public OptionalDouble evaluationLoss(String modelType, long version) {
    return evaluation(modelType, version, "loss");
  }

  /** One metric of a version, pooled over the stores that told it; empty as long as none did. */
  public OptionalDouble evaluation(String modelType, long version, String metric) {
    return connection.view().evaluation(modelType, version, metric);
  }

  /** The names of what the stores told of a version, sorted. */
  public List<String> evaluated(String modelType, long version) {
    return connection.view().told(modelType, version);
  }

  /**
   * Waits until a round is over.
   *
   * @param listener told how it stands, then of each change, on another thread; the same state may
   *     be told twice
   * @throws AwaitTimeoutException when it is not over in time
   */
  public RoundState awaitRound(String roundId, Duration most, Consumer<RoundState> listener)
      throws InterruptedException {
    return waiting.round(roundId, most, listener);
  }

  /**
   * Waits until a plan is over.
   *
   * @param listener told how its rounds stand, then of each change, on another thread; the same
   *     state may be told twice
   * @throws AwaitTimeoutException when it is not over in time
   */
  public PlanRecord awaitPlan(String planId, Duration most, Consumer<RoundState> listener)
      throws InterruptedException {
    return waiting.plan(planId, most, listener);
  }

  /** Decides a round at once: waives the threshold, never the minimum. */
  public void aggregateNow(String roundId) {
    door.run(Act.AGGREGATE_ROUND, Matter.round(roundId), () -> commands.aggregateNow(roundId));
  }

  /** Ends a round without a version. */
  public void cancel(String roundId, String reason) {
    Matter matter = Matter.round(roundId).with("reason", reason);
    door.run(Act.CANCEL_ROUND, matter, () -> commands.cancel(roundId, reason));
  }

  /** Takes one store's update out of a round that is not decided yet. */
  public void withdraw(String roundId, String storeId, String reason) {
    Matter matter =
        Matter.round(roundId).with("withdrawn_store_id", storeId).with("reason", reason);
    door.run(Act.AGGREGATE_ROUND, matter, () -> commands.withdraw(roundId, storeId, reason));
  }

  /** Makes a version the one that stores serve and train from. */
  public void promote(String modelType, long version) {
    Matter matter = model(modelType, "promote").with("version", Long.toString(version));
    door.run(CHANGE_MODEL, matter, () -> commands.promote(versions.known(modelType, version)));
  }

  /**
   * Goes back to the newest version before the promoted one.
   *
   * @return the version gone back to
   */
  public long rollback(String modelType) {
    return door.pass(
        CHANGE_MODEL,
        model(modelType, "rollback"),
        () -> {
          ModelManifest before = versions.beforePromoted(modelType);
          commands.promote(before);
          return before.getVersion();
        });
  }

  /** Adds a version made elsewhere, as a round of its own; waits until it can be read. */
  public RoundState importModel(ModelImport wanted, Duration most) throws InterruptedException {
    return door.pass(
        CHANGE_MODEL, model(wanted.modelType(), "import"), () -> rounds.imported(wanted, most));
  }

  /** How the masking of a round stands; empty until its group is closed, and where none masks. */
  public Optional<MaskingStanding> masking(String roundId) {
    return connection.view().masking().of(roundId);
  }

  /** A version with its bytes, checked against its hash. */
  public Model exportModel(String modelType, long version, Duration most)
      throws InterruptedException {
    Matter matter = model(modelType, "export").with("version", Long.toString(version));
    return door.pass(
        DOWNLOAD_MODEL, matter, () -> versions.read(versions.known(modelType, version), most));
  }

  /** The promoted version with its bytes. */
  public Model exportPromoted(String modelType, Duration most) throws InterruptedException {
    return door.pass(
        DOWNLOAD_MODEL,
        model(modelType, "export"),
        () -> versions.read(versions.promoted(modelType), most));
  }

  /** The version of a type that stores serve and train from; empty while it has none. */
  public Optional<ModelManifest> promotedVersion(String modelType) {
    return connection.models().promoted(modelType);
  }

  /** All versions of a type on the log, oldest first. */
  public List<ModelManifest> versions(String modelType) {
    return versions.all(modelType);
  }

  private static Matter plan(String planId, String change) {
    return Matter.plan(planId).with("change", change);
  }

  private static Matter model(String modelType, String change) {
    return Matter.modelType(modelType).with("change", change);
  }

  @Override
  public void close() {
    connection.close();
  }
}
