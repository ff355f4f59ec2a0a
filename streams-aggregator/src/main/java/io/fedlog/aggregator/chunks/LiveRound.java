package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.ServerOptimiser;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.UpdateChunk;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A round that is not closed, as one chunk task holds it in memory. Mutable. */
final class LiveRound {
  /** Lanes of a sum of shares. */
  private static final int SHARE_LANES = 2;

  final ChunkPlan plan;
  final String roundId;

  /** Chunks of the model that this task has yet to publish, should the round be decided. */
  final TreeSet<Integer> unpublished = new TreeSet<>();

  private final Map<Integer, ChunkSum> sums = new TreeMap<>();

  /** Chunks whose sums were not kept and are being read. */
  private final Set<Integer> making = new HashSet<>();

  /** Chunks whose updates' distances this task has yet to measure, should they be asked for. */
  private final TreeSet<Integer> unmeasured = new TreeSet<>();

  private final SumMemory.Share memory;
  private final AggregationMethod method;

  /** How the base version is cut and written, once that is known. */
  @Nullable BaseShape baseShape;

  private @Nullable DistanceSums distances;

  @Nullable Decision decision;

  /** What each update of the cohort counts for, once that is concluded from the distances. */
  @Nullable Decision conclusion;

  private Map<String, Long> shares = Map.of();

  /** The decided attempt of each store. */
  Map<String, Long> wanted = Map.of();

  LiveRound(ChunkPlan plan, SumMemory.Share memory) {
    this.plan = plan;
    this.memory = memory;
    this.roundId = plan.definition().getRoundId();
    this.method = plan.method();
    for (int chunk : plan.chunks()) {
      unpublished.add(chunk);
      unmeasured.add(chunk);
    }
  }

  /** How the updates are read. */
  enum Pass {
    /** One after the other into a sum. */
    SUM,
    /** All of a chunk at once, to make the model's chunk. */
    COLLECT,
    /** All of a chunk at once, to measure their distances. */
    MEASURE
  }

  Pass pass() {
    if (method instanceof MeasuredMethod && conclusion == null) {
      return Pass.MEASURE;
    }
    return method instanceof CollectedMethod ? Pass.COLLECT : Pass.SUM;
  }

  /** The version that this pass needs beside the updates; null when it needs none. */
  @Nullable ModelReference base() {
    boolean asked =
        conclusion != null
            ? conclusion.getBaseShare() > 0
            : method instanceof ServerOptimiser
                || (method instanceof MeasuredMethod measured && measured.fromBase());
    return asked ? plan.definition().getBase() : null;
  }

  /** Chunks of which something is to be done in this pass. */
  TreeSet<Integer> todo() {
    return pass() == Pass.MEASURE ? unmeasured : unpublished;
  }

  /** The chunk's sum, kept if there is room; only while the round is not decided. */
  ChunkSum sum(int chunk) {
    ChunkSum sum = known(chunk);
    sum.keep(memory);
    return sum;
  }

  /** The chunk's sum as it is. */
  ChunkSum known(int chunk) {
    return sums.computeIfAbsent(chunk, this::empty);
  }

  private ChunkSum empty(int chunk) {
    try {
      return pass() == Pass.SUM ? emptySum(chunk) : emptyCollection(chunk);
    } catch (RuntimeException e) { // a method that users brought along
      return ChunkSum.unable("the aggregation method failed: " + e);
    }
  }

  private ChunkSum emptySum(int chunk) {
    int lanes = conclusion == null ? plan.definition().getGrid().getLanes() : SHARE_LANES;
    ChunkAggregate sum = plan.newAggregate(chunk);
    return new ChunkSum(
        sum, new SummedChunk(sum, lanes, this::weight), besideBytes(plan.terms(chunk)));
  }

  private ChunkSum emptyCollection(int chunk) {
    ChunkTerms terms = plan.terms(chunk);
    ChunkContent content = new CollectedChunk(wanted.size(), terms.payloadBytes(), this::weight);
    ChunkSum collected = new ChunkSum(method.payloadCheck(terms), content, besideBytes(terms));
    collected.lose(); // nothing is gathered before it is known whose
    return collected;
  }

  /** Heap that the base's chunk takes with what is made of it, and the distances measured. */
  private long besideBytes(ChunkTerms terms) {
    long bytes = pass() == Pass.MEASURE ? DistanceSums.memoryBytes(wanted.size() + 1) : 0;
    if (base() != null) {
      bytes += HeapCost.of(terms.payloadBytes(), 1);
      if (method instanceof ServerOptimiser) {
        bytes += HeapCost.ofStep(terms.payloadBytes() / plan.numberBytes());
      }
    }
    return bytes;
  }

  /** Whether an update's chunk is one of those that the model is made of, or will be. */
  boolean wants(UpdateChunk chunk) {
    Long attempt = wanted.get(chunk.getStoreId());
    return attempt != null && attempt == chunk.getAttemptId();
  }

  private long weight(UpdateChunk chunk) {
    return conclusion == null ? chunk.getWeight() : shares.getOrDefault(chunk.getStoreId(), 0L);
  }

  /** Gives up a sum that has become too large. */
  void giveUp(int chunk) {
    ChunkSum sum = sums.remove(chunk);
    if (sum != null) {
      sum.close();
    }
    known(chunk).lose();
  }

  /** Whether it is decided and chunks of it are still to be made here. */
  boolean isToBeMade() {
    return decision != null && !todo().isEmpty();
  }

  /** Begins a sum that was not kept, if there is room for it. */
  boolean begin(int chunk) {
    return known(chunk).work(memory) && making.add(chunk);
  }

  /** How many sums that were not kept are being read. */
  int inTheMaking() {
    return making.size();
  }

  void published(int chunk) {
    unpublished.remove(chunk);
    drop(chunk);
  }

  void measured(int chunk) {
    unmeasured.remove(chunk);
    drop(chunk);
  }

  private void drop(int chunk) {
    making.remove(chunk);
    ChunkSum sum = sums.remove(chunk);
    if (sum != null) {
      sum.close();
    }
  }

  /** Distances between the wanted updates, added up over the chunks measured so far. */
  DistanceSums distances() {
    if (distances == null) {
      distances =
          new DistanceSums(
              wanted.size(), base() != null, TermsReader.methodTerms(plan.definition()));
    }
    return distances;
  }

  /** Gives back all memory. */
  void close() {
    sums.values().forEach(ChunkSum::close);
    sums.clear();
    making.clear();
  }

  void decide(Decision decided, List<RosterPage> roster) {
    decision = decided;
    wanted = Rosters.cohort(decided, roster);
    if (pass() != Pass.SUM) {
      close(); // empty ones, that do not know how many are wanted
    }
  }

  /** Goes on with those updates of the decision that count. */
  void conclude(Decision concluded) {
    List<String> stores = List.copyOf(new TreeSet<>(wanted.keySet()));
    if (concluded.getShares().size() != stores.size()) {
      throw new IllegalArgumentException(
          "shares are %d; expected one for each of the %d decided updates"
              .formatted(concluded.getShares().size(), stores.size()));
    }
    Map<String, Long> counting = new HashMap<>();
    for (int i = 0; i < stores.size(); i++) {
      if (concluded.getShares().get(i) > 0) {
        counting.put(stores.get(i), concluded.getShares().get(i));
      }
    }
    close();
    conclusion = concluded;
    shares = counting;
    wanted = new HashMap<>(wanted);
    wanted.keySet().retainAll(counting.keySet());
    distances = null;
  }
}
