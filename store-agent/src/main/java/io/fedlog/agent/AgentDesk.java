package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.RoundTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands rounds and versions to the stores of the process. Knows no Kafka. For one thread, but for
 * {@link #published}.
 */
final class AgentDesk {

  private static final Logger LOG = LoggerFactory.getLogger(AgentDesk.class);

  private final Map<String, StoreAgent> agents = new LinkedHashMap<>();
  private final AgentServices services;
  private final Function<ModelReference, CompletableFuture<Model>> models;
  private final Duration heartbeat;
  private final RoundBook book;
  private final Map<String, LiveRound> live = new HashMap<>();

  /** The newest versions of rounds with windows that stores are to go on from. */
  private final Map<String, ModelManifest> turns = new LinkedHashMap<>();

  /** Of rounds with windows that have lost some, how many. */
  private final Map<String, Integer> lost = new HashMap<>();

  private final Queue<ModelManifest> published = new ConcurrentLinkedQueue<>();
  private boolean caughtUp;
  private Instant nextHeartbeat = Instant.MIN;

  AgentDesk(
      List<StoreAgent> agents,
      AgentServices services,
      Function<ModelReference, CompletableFuture<Model>> models,
      Duration heartbeat) {
    agents.forEach(agent -> this.agents.put(agent.storeId(), agent));
    this.services = services;
    this.models = models;
    this.heartbeat = heartbeat;
    this.book = new RoundBook(this.agents.keySet(), services.modelTypes());
  }

  /** A version is on the log. Called by any thread. */
  void published(ModelManifest manifest) {
    // At once, so that no store trains from a version that rests on this one before it knows.
    agents.values().forEach(agent -> agent.published(manifest));
    published.add(manifest);
  }

  void define(RoundDefinition definition, Instant recordedAt) {
    if (definition.getSecureAggregation() != null) {
      agents.values().forEach(agent -> agent.hideSamples(definition.getModelType()));
    }
    if (definition.getPrivacy() != null && book.concerns(definition.getModelType())) {
      agents.values().forEach(agent -> agent.hideFigures(definition.getModelType()));
    }
    book.define(definition, recordedAt)
        .forEach(roundId -> end(roundId, "another definition ends it"));
  }

  void list(RoundTargets targets) {
    book.list(targets);
  }

  void forget(String roundId) {
    end(roundId, "the coordinator has taken it back");
    book.forget(roundId);
  }

  /** How a round stands: it may be over, or have lost windows. */
  void state(RoundState state) {
    String roundId = state.getRoundId();
    switch (state.getStatus()) {
      case COMPLETED, FAILED, CANCELLED -> {
        if (book.end(roundId)) {
          end(roundId, "it is " + state.getStatus());
        }
      }
      default -> {
        if (state.getStatus() != RoundStatus.AGGREGATING && book.concerns(state.getModelType())) {
          book.open(roundId);
        }
        if (state.getWindowsLost() > 0) {
          lost.put(roundId, state.getWindowsLost());
        }
      }
    }
  }

  /** Heartbeats and deadlines. */
  void keepTime() {
    Instant now = services.clock().instant();
    boolean setBack = nextHeartbeat.isAfter(now.plus(heartbeat)); // the clock was
    if (setBack || !now.isBefore(nextHeartbeat)) {
      nextHeartbeat = now.plus(heartbeat);
      agents.values().forEach(StoreAgent::sendHeartbeat);
    }
    List.copyOf(live.keySet()).stream()
        .filter(roundId -> book.isOver(roundId, now))
        .forEach(roundId -> end(roundId, "its deadline has passed"));
  }

  /** Calls stores to rounds and versions; to be called once all that was on the log is read. */
  void work() {
    Map<String, ModelManifest> newest = new LinkedHashMap<>();
    List<ModelManifest> fresh = new ArrayList<>();
    for (ModelManifest next = published.poll(); next != null; next = published.poll()) {
      // its definition may be still to come, on another topic
      if (hasWindows(next.getRoundId()) || !next.getWindowStores().isEmpty()) {
        tell(next);
        turns.merge(next.getRoundId(), next, AgentDesk::newer);
      } else {
        book.end(next.getRoundId());
        end(next.getRoundId(), "its version is published");
      }
      newest.merge(next.getModelType(), next, AgentDesk::newer);
      fresh.add(next);
    }
    // Of what was there before only the newest is of interest.
    (caughtUp ? fresh : newest.values()).forEach(this::evaluate);
    turns.forEach(this::turn);
    book.calls(services.clock().instant()).forEach(this::call);
    turns.keySet().removeIf(live::containsKey); // those not live yet wait for their stores
    lost.keySet().forEach(this::turnAfterLoss);
    if (!caughtUp) {
      caughtUp = true;
      Set<String> asked = new HashSet<>();
      live.values().forEach(round -> asked.add(round.memoryId()));
      agents
          .values()
          .forEach(agent -> agent.forgetRounds(id -> !asked.contains(id) && !book.awaits(id)));
    }
  }

  private boolean hasWindows(String roundId) {
    return book.definition(roundId).map(round -> round.getWindows() != null).orElse(false);
  }

  /** A window has made a version: its stores learn whether their updates are in it. */
  private void tell(ModelManifest made) {
    Set<String> taken = Set.copyOf(made.getWindowStores());
    agents.forEach((store, agent) -> agent.windowMade(made.getRoundId(), taken.contains(store)));
  }

  /** A round with windows has made a version: its stores go on from there. */
  private void turn(String roundId, ModelManifest newest) {
    LiveRound before = live.get(roundId);
    if (before != null) {
      turn(before, reference(newest));
    }
  }

  /** A window of the round was lost, and with it updates: their stores train once more. */
  private void turnAfterLoss(String roundId) {
    LiveRound before = live.get(roundId);
    if (before != null && before.lost() < lostOf(roundId)) {
      agents.values().forEach(agent -> agent.windowLost(roundId));
      turn(before, before.definition().getBase());
    }
  }

  private void turn(LiveRound before, @Nullable ModelReference base) {
    LiveRound round = before.turn(base, lostOf(before.roundId()), models);
    live.put(round.roundId(), round);
    begin(round, book.called(round.roundId()));
  }

  private int lostOf(String roundId) {
    return lost.getOrDefault(roundId, 0);
  }

  private void call(RoundBook.Call call) {
    String roundId = call.definition().getRoundId();
    String fault = services.ownPrivacy().fault(call.definition());
    if (fault != null) {
      LOG.warn("The stores here decline a round roundId={} reason={}", roundId, fault);
      return;
    }
    LiveRound round = live.get(roundId);
    if (round == null) {
      round = new LiveRound(call.definition(), call.deadline(), models);
      ModelManifest newest = turns.get(roundId);
      round = newest == null ? round : round.turn(reference(newest), lostOf(roundId), models);
      live.put(roundId, round);
    }
    begin(round, call.stores());
  }

  private void begin(LiveRound round, Set<String> stores) {
    agents.forEach(
        (store, agent) -> {
          if (stores.contains(store)) {
            agent.begin(round);
          }
        });
  }

  private void end(String roundId, String reason) {
    turns.remove(roundId);
    lost.remove(roundId);
    LiveRound round = live.remove(roundId);
    if (round != null) {
      LOG.debug("A round is over here roundId={} reason={}", roundId, reason);
      round.end(reason);
      agents.values().forEach(agent -> agent.end(roundId, reason));
    }
  }

  private void evaluate(ModelManifest manifest) {
    if (!book.concerns(manifest.getModelType())
        || PreparationTypes.isPreparation(manifest.getModelType())) {
      return;
    }
    @Nullable String planId =
        book.definition(manifest.getRoundId()).map(RoundDefinition::getPlanId).orElse(null);
    CompletableFuture<EvaluationInputs> inputs =
        ModelSet.gather(reference(manifest), manifest.getRequires(), models)
            .thenApply(set -> new EvaluationInputs(set.required(), set.others(), planId));
    agents.values().forEach(agent -> agent.evaluate(manifest, inputs));
  }

  private static ModelReference reference(ModelManifest manifest) {
    return new ModelReference(manifest.getModelType(), manifest.getVersion(), manifest.getSha256());
  }

  private static ModelManifest newer(ModelManifest one, ModelManifest other) {
    return one.getVersion() >= other.getVersion() ? one : other;
  }
}
