package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.Window;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A round that is not closed, as one chunk task holds it in memory. Mutable. */
final class LiveRound {
  final String roundId;

  /** By the definition's method, and from the decision on by the one that was chosen. */
  ChunkPlan plan;

  /** Chunks of the model that this task has yet to publish, should the round be decided. */
  final TreeSet<Integer> unpublished = new TreeSet<>();

  private final Map<Integer, ChunkSum> sums = new TreeMap<>();

  /** Chunks whose sums were not kept and are being read. */
  private final Set<Integer> making = new HashSet<>();

  /** Chunks whose updates' distances this task has yet to measure, should they be asked for. */
  private final TreeSet<Integer> unmeasured = new TreeSet<>();

  private final SumMemory.Share memory;
  private AggregationMethod method;

  /** How the version that the round starts from is cut and written, once that is known. */
  @Nullable BaseShape baseShape;

  /** The versions that the window in the making rests on. */
  private SortedSet<Long> windowBases = new TreeSet<>();

  private @Nullable DistanceSums distances;

  @Nullable Decision decision;

  /** What is known of the masks on its sums. */
  final RoundMasks masks;

  /** What each update of the cohort counts for, once that is concluded from the distances. */
  @Nullable Decision conclusion;

  /** What updates count for, by store id; null: what they say themselves. */
  private @Nullable Map<String, Long> weights;

  /** The decided attempt of each store. */
  Map<String, Long> wanted = Map.of();

  LiveRound(ChunkPlan plan, SumMemory.Share memory) {
    this.plan = plan;
    this.memory = memory;
    this.roundId = plan.definition().getRoundId();
    this.method = plan.method();
    this.masks = new RoundMasks(plan);
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
    MEASURE,
    /** One after the other into a sum for each base version; as many times as there are windows. */
    WINDOW
  }

  Pass pass() {
    if (plan.hasWindows()) {
      return Pass.WINDOW;
    }
    if (method instanceof MeasuredMethod && conclusion == null) {
      return Pass.MEASURE;
    }
    return method instanceof CollectedMethod ? Pass.COLLECT : Pass.SUM;
  }

  /** The versions that this pass needs beside the updates, ascending. */
  SortedSet<Long> bases() {
    if (plan.hasWindows()) {
      return windowBases;
    }
    boolean asked =
        conclusion != null
            ? conclusion.getBaseShare() > 0
            : plan.stepsFromBase()
                || (method instanceof MeasuredMethod measured && measured.fromBase());
    ModelReference base = plan.definition().getBase();
    return new TreeSet<>(asked && base != null ? List.of(base.getVersion()) : List.of());
  }

  /** The model type of the version that the round starts from; its own where there is none. */
  String baseType() {
    ModelReference base = plan.definition().getBase();
    return base == null ? plan.definition().getModelType() : base.getModelType();
  }

  /** How a version is cut and written; null when only its manifest can tell. */
  @Nullable BaseShape shapeOf(long version) {
    return version == plan.baseVersion() ? baseShape : BaseShape.of(plan.definition());
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
    return sums.computeIfAbsent(chunk, index -> EmptySums.of(this, index));
  }

  /** Whether an update's chunk is one of those that the model is made of, or will be. */
  boolean wants(UpdateChunk chunk) {
    Long attempt = wanted.get(chunk.getStoreId());
    return attempt != null && attempt == chunk.getAttemptId();
  }

  /** What an update's chunk counts for. */
  long weight(UpdateChunk chunk) {
    return weights == null ? chunk.getWeight() : weights.getOrDefault(chunk.getStoreId(), 0L);
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
    return decision != null && !todo().isEmpty() && !(masks.isUntold() && isCorrected());
  }

  /** Whether all sums that are kept hold exactly what was decided. */
  private boolean isCorrected() {
    return todo().stream()
        .map(this::known)
        .allMatch(sum -> !sum.isKept() || (sum.corrected && sum.awaiting == 0));
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
              wanted.size(), !bases().isEmpty(), TermsReader.methodTerms(plan.definition()));
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
    if (decided.getChoice() != null) {
      choose(decided, decided.getChoice());
    } else if (pass() != Pass.SUM) {
      close(); // empty ones, that do not know how many are wanted
    }
    if (decided.getWindow() != null) {
      windowBases = WindowContent.versions(decided.getWindow(), plan);
      for (int chunk : plan.chunks()) { // nothing of the window before is still to be made
        unpublished.add(chunk);
      }
    }
  }

  /** Begins anew by another method: what was summed for the definition's is of no use to it. */
  private void choose(Decision decided, MethodChoice choice) {
    close();
    plan = plan.by(choice);
    method = plan.method();
    weights =
        decided.getWeights().isEmpty() ? null : UpdateWeights.ofChoice(decided, wanted.keySet());
  }

  /** The window decided last; null before the first, and in rounds without windows. */
  @Nullable Window window() {
    return decision == null ? null : decision.getWindow();
  }

  /** Goes on with those updates of the decision that count. */
  void conclude(Decision concluded) {
    Map<String, Long> counting = UpdateWeights.ofShares(concluded, wanted.keySet());
    close();
    conclusion = concluded;
    weights = counting;
    wanted = new HashMap<>(wanted);
    wanted.keySet().retainAll(counting.keySet());
    distances = null;
  }
}
