package io.fedlog.agent;

import io.fedlog.agent.state.SecureShelf;
import io.fedlog.agent.state.StoreState;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.ModelManifest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store of the process: takes part in rounds, evaluates versions, gives signs of life. Its work
 * runs one step at a time on the shared pool. What goes wrong here is one line in the log and
 * concerns no other store.
 */
final class StoreAgent {

  private static final Logger LOG = LoggerFactory.getLogger(StoreAgent.class);

  private final String storeId;
  private final StoreTrainer trainer;
  private final StoreState state;
  private final SecureShelf shelf;
  private final OwnBudget budget;
  private final AgentServices services;
  private final Executor steps;
  private final AscendingIds ascending;
  private final Map<String, Turns> turns = new ConcurrentHashMap<>();
  private final Map<String, SecureRoundWork> masked = new ConcurrentHashMap<>();
  private final VersionMeasuring measuring;

  StoreAgent(
      String storeId,
      StoreTrainer trainer,
      StoreState state,
      SecureShelf shelf,
      AgentServices services) {
    this.storeId = storeId;
    this.trainer = trainer;
    this.state = state;
    this.shelf = shelf;
    this.budget = new OwnBudget(services.ownPrivacy().most(), state.spending());
    this.services = services;
    this.steps = new SerialExecutor(services.pool());
    this.measuring = new VersionMeasuring(storeId, trainer, state, services, steps);
    this.ascending = new AscendingIds(services.clock(), services.attemptIds());
  }

  String storeId() {
    return storeId;
  }

  /** A round asks for this store. Returns at once. */
  void begin(LiveRound round) {
    if (round.definition().getSecureAggregation() != null) {
      mask(round);
    } else if (round.hasWindows()) {
      turns.computeIfAbsent(round.roundId(), id -> newTurns(round)).offer(round);
    } else {
      work(round, services.attemptIds()::nextLong, unused -> {});
    }
  }

  private void mask(LiveRound round) {
    try {
      SecureRoundWork work = new SecureRoundWork(storeId, round, trainer, state, services, steps);
      masked.put(round.roundId(), work);
      work.start(shelf);
    } catch (IllegalArgumentException e) { // the aggregator refuses it by name, too
      LOG.warn(
          "A store leaves a round whose rules cannot be storeId={} roundId={} reason={}",
          storeId,
          round.roundId(),
          e.getMessage());
    }
  }

  /**
   * Rounds of a model type mask: the store's figures no longer tell over how many rows they are.
   */
  void hideSamples(String modelType) {
    measuring.hideSamples(modelType);
  }

  /** Rounds of a model type are under privacy: figures, which are exact, stay here from now on. */
  void hideFigures(String modelType) {
    measuring.hideFigures(modelType);
  }

  private Turns newTurns(LiveRound round) {
    return new Turns(round.windows().getMaxStaleness(), this::turn);
  }

  /** A window of the round has made a version, with this store's update or without it. */
  void windowMade(String roundId, boolean with) {
    Turns known = turns.get(roundId);
    if (known != null) {
      known.made(with);
    }
  }

  /** A window of the round was lost. */
  void windowLost(String roundId) {
    Turns known = turns.get(roundId);
    if (known != null) {
      known.lost();
    }
  }

  private void turn(LiveRound round, Turns.TurnEnd whenOver) {
    steps.execute(() -> passOver(round.roundId() + "@", round.memoryId()));
    work(round, ascending::next, whenOver);
  }

  /** Of turns that are over nothing is kept but that the next attempt's id is larger. */
  private void passOver(String turnsOfRound, String turn) {
    state.largestAttemptId(id -> id.startsWith(turnsOfRound)).ifPresent(ascending::above);
    state.forgetRounds(id -> id.startsWith(turnsOfRound) && !id.equals(turn));
  }

  private void work(LiveRound round, LongSupplier attemptIds, Turns.TurnEnd whenOver) {
    new RoundWork(storeId, round, trainer, state, budget, services, steps, attemptIds, whenOver)
        .start();
  }

  /** A round is over: no more turns, and no secrets. */
  void end(String roundId, String why) {
    turns.remove(roundId);
    SecureRoundWork work = masked.remove(roundId);
    if (work != null) {
      work.end(why);
    }
  }

  /** A version is on the log. Returns at once. */
  void published(ModelManifest manifest) {
    steps.execute(
        () -> {
          try {
            trainer.published(manifest);
          } catch (RuntimeException e) {
            LOG.warn(
                "A store cannot note a version storeId={} modelType={} version={} reason={}",
                storeId,
                manifest.getModelType(),
                manifest.getVersion(),
                Failures.text(e));
            LOG.debug("Cause storeId={} modelType={}", storeId, manifest.getModelType(), e);
          }
        });
  }

  /** A version is there. Returns at once. */
  void evaluate(ModelManifest manifest, CompletableFuture<EvaluationInputs> inputs) {
    measuring.offer(manifest, inputs);
  }

  /** Forgets rounds that nobody asks for any more. Returns at once. */
  void forgetRounds(Predicate<String> forgettable) {
    steps.execute(() -> state.forgetRounds(forgettable));
    steps.execute(() -> shelf.forgetRounds(forgettable));
  }

  void sendHeartbeat() {
    services
        .outbox()
        .send(
            Heartbeat.newBuilder()
                .setStoreId(storeId)
                .setAt(services.clock().instant())
                .setCodeVersion(services.codeVersion())
                .setModelTypes(List.copyOf(services.modelTypes()))
                .build());
  }
}
