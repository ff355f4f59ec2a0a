package io.fedlog.coordinator.log;

import io.fedlog.coordinator.identity.AccessView;
import io.fedlog.learning.selection.Candidate;
import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.UploadReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of plans and rounds, folded: all the state a coordinator has. The newest record
 * of a key holds, but a plan that is over stays over. Thread-safe; knows no Kafka.
 */
public final class LogView {

  private static final String AGGREGATOR = "aggregator/";

  private final Map<String, PlanEntry> plans = new LinkedHashMap<>();
  private final KnownRounds rounds;
  private final RoundTimes times = new RoundTimes();
  private final Map<String, RoundState> states = new HashMap<>();
  private final GivenCommands commands = new GivenCommands();
  private final UploadReceipts receipts = new UploadReceipts();
  private final AggregatorSigns aggregators = new AggregatorSigns();
  private final StoreSigns stores;
  private final HeartbeatCheck heartbeats;
  private final JoinCheck joins;
  private final Evaluations evaluations;
  private final AccessView access = new AccessView();
  private final PrivacyView privacy = new PrivacyView();
  private final MaskingView masking = new MaskingView();
  private final List<Consumer<RoundState>> listeners = new CopyOnWriteArrayList<>();
  private long changes;

  /** A view of an installation whose Kafka alone says who may write. */
  public LogView(long mostSamples) {
    this(
        mostSamples,
        RoundStores.MOST_EARLY,
        HeartbeatCheck.TRUST_THE_BROKER,
        JoinCheck.TRUST_THE_BROKER);
  }

  /**
   * A view that takes stores for being there if their heartbeats are believed, and for taking part
   * if their joins are.
   *
   * @param mostSamples rows that one store can count for, of those it says it has
   * @param mostStores that may join a round which every store may join
   */
  public LogView(long mostSamples, int mostStores, HeartbeatCheck heartbeats, JoinCheck joins) {
    this.stores = new StoreSigns(mostSamples);
    this.evaluations = new Evaluations(mostSamples);
    this.rounds = new KnownRounds(mostStores);
    this.heartbeats = heartbeats;
    this.joins = joins;
  }

  /** Takes in one record. {@code at} is when the broker took it. */
  public void apply(@Nullable String key, Object value, Instant at) {
    synchronized (this) {
      fold(key, value, at);
      changes++;
      notifyAll();
    }
    if (value instanceof RoundState state) {
      listeners.forEach(listener -> listener.accept(state));
    }
  }

  private void fold(@Nullable String key, Object value, Instant at) {
    if (value instanceof AccessRecord record) {
      access.apply(record, at);
      receipts.add(record, at);
    } else if (value instanceof StoreEnrolment enrolment) {
      access.apply(enrolment);
    } else if (value instanceof PlanRecord plan) {
      PlanEntry first = new PlanEntry(plan, at, false);
      plans.merge(plan.getPlanId(), first, (known, younger) -> known.then(plan, at));
      evaluations.add(plan);
    } else if (value instanceof RoundRecord round) {
      rounds.add(round);
    } else if (value instanceof Join join) {
      String roundId = join.getRoundId();
      if (rounds.stores().isNews(roundId, join.getStoreId()) && joins.believes(join, at)) {
        rounds.stores().joined(roundId, join.getStoreId());
      }
    } else if (value instanceof RoundState state) {
      states.put(state.getRoundId(), state);
      evaluations.add(state);
      times.add(state);
      if (isOver(state)) {
        rounds.stores().over(state.getRoundId());
      }
    } else if (value instanceof StoreMetric metric) {
      evaluations.add(metric);
      Optional<RoundDefinition> round = rounds.definition(metric.getRoundId());
      if (round.filter(r -> r.getModelType().equals(metric.getModelType())).isPresent()) {
        stores.add(metric); // only of types that are trained: others have no end
      }
    } else if (value instanceof PrivacyRecord record && key != null) {
      privacy.add(key, record);
    } else if (value instanceof SecureRound record) {
      masking.add(record);
    } else if (value instanceof Command command) {
      commands.add(command);
      rounds.add(command);
    } else if (value instanceof Heartbeat heartbeat) {
      if (key != null && key.startsWith(AGGREGATOR)) {
        aggregators.add(key, new AggregatorSign(heartbeat.getAt(), at));
      } else if (heartbeats.believes(heartbeat, at)) {
        stores.add(heartbeat, at);
      }
    }
  }

  /** Who may act: tokens, people, stores. */
  public AccessView access() {
    return access;
  }

  /** What was spent of privacy. */
  public PrivacyView privacy() {
    return privacy;
  }

  /** How far rounds that mask have come. */
  public MaskingView masking() {
    return masking;
  }

  /** All plans, in the order in which they were first seen. */
  public synchronized List<PlanEntry> plans() {
    return List.copyOf(plans.values());
  }

  public synchronized Optional<PlanEntry> plan(String planId) {
    return Optional.ofNullable(plans.get(planId));
  }

  public synchronized Optional<RoundDefinition> definition(String roundId) {
    return rounds.definition(roundId);
  }

  /** Whether a round's definition and all pages of its targets are on the log. */
  public synchronized boolean isWhole(String roundId) {
    return rounds.isWhole(roundId);
  }

  /** A round that was asked for and has no definition yet. */
  public synchronized Optional<RoundRequest> request(String roundId) {
    return rounds.request(roundId);
  }

  /** Why a round that has no definition yet was cancelled; empty when it was not. */
  public synchronized Optional<String> cancellation(String roundId) {
    return rounds.cancellation(roundId);
  }

  /**
   * Rounds, the newest first, as keys of {@link NewestFirst}.
   *
   * @param after the key after which to go on; null for the beginning
   */
  public synchronized List<String> rounds(@Nullable String after, int most) {
    return rounds.after(after, most);
  }

  /** How long rounds of a type take to be decided; empty while too few have completed. */
  public synchronized Optional<Duration> usualTime(String modelType) {
    return times.usual(modelType);
  }

  /** Whether a round that is not over asks that store, as far as its stores have been read. */
  public synchronized boolean asks(String roundId, String storeId) {
    return rounds.stores().asks(roundId, storeId);
  }

  /** The stores of a round that is not over that are believed to have joined, first come first. */
  public synchronized Set<String> joined(String roundId) {
    return rounds.stores().joined(roundId);
  }

  /** Whether that store is believed to have joined a round that is not over. */
  public synchronized boolean hasJoined(String roundId, String storeId) {
    return rounds.stores().hasJoined(roundId, storeId);
  }

  public synchronized Optional<RoundState> state(String roundId) {
    return Optional.ofNullable(states.get(roundId));
  }

  /** The upload that a store's key stands for, once it was acknowledged. */
  public synchronized Optional<UploadReceipt> receipt(
      String roundId, String storeId, String keySha256) {
    return receipts.find(roundId, storeId, keySha256);
  }

  /** Whether a command with this id is on the log. */
  public synchronized boolean commanded(String commandId) {
    return commands.has(commandId);
  }

  /** How all rounds stand, in no order. */
  public synchronized List<RoundState> states() {
    return List.copyOf(states.values());
  }

  /** Whether a round has ended, one way or another. */
  public static boolean isOver(RoundState state) {
    return switch (state.getStatus()) {
      case COMPLETED, FAILED, CANCELLED -> true;
      case CREATED, IN_PROGRESS, AGGREGATING -> false;
    };
  }

  /** When a round's retirement was ordered; empty when it was not. */
  public synchronized Optional<Instant> retirement(String roundId) {
    return commands.retirement(roundId);
  }

  /** The aggregator instances that were heard of of late. */
  public synchronized List<AggregatorSign> aggregators() {
    return aggregators.all();
  }

  /** The stores that a round of the type could ask: of the named, or of all when none is named. */
  public synchronized List<Candidate> candidates(
      String modelType, Collection<String> named, Instant now) {
    return stores.candidates(modelType, named, now);
  }

  /** Every store that was heard of, in no order. */
  public synchronized List<StoreSign> heard() {
    return stores.all();
  }

  /** One metric of a version, pooled over the stores that evaluated it; empty while none told. */
  public synchronized OptionalDouble evaluation(String modelType, long version, String metric) {
    return evaluations.of(modelType, version, metric).mean();
  }

  /** How many stores told that metric of a version. */
  public synchronized int evaluators(String modelType, long version, String metric) {
    return evaluations.of(modelType, version, metric).stores();
  }

  /** What the stores told of a version, by name. */
  public synchronized List<String> told(String modelType, long version) {
    return evaluations.told(modelType, version);
  }

  /** Adds a listener of round states, called on the reader's thread; it must return at once. */
  public void onRoundState(Consumer<RoundState> listener) {
    listeners.add(listener);
  }

  public void removeListener(Consumer<RoundState> listener) {
    listeners.remove(listener);
  }

  /** Grows with every record. */
  public synchronized long changes() {
    return changes;
  }

  /** Waits until {@link #changes} is past {@code seen} or the time is over. */
  public synchronized void awaitChange(long seen, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    long left = most.toNanos();
    while (changes <= seen && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
      left = end - System.nanoTime();
    }
  }
}
