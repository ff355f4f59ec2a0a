package io.fedlog.aggregator.replay;

import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.UnmaskingPage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that follows from the round log for one round. Filled while the log is folded. */
public final class ReplayedRound {
  private static final Set<RoundStatus> OVER =
      Set.of(RoundStatus.COMPLETED, RoundStatus.FAILED, RoundStatus.CANCELLED);

  private final RoundDefinition definition;
  private final int partition;
  private final long definedAt;
  final List<Order> orders = new ArrayList<>();
  final List<StoreMetric> storeMetrics = new ArrayList<>();
  final Map<String, PrivacyCharge> charges = new TreeMap<>();
  final TreeMap<Long, ModelManifest> manifests = new TreeMap<>();
  final Map<Long, TreeMap<Integer, ChunkPublished>> chunks = new HashMap<>();

  /** Roots of the chunks that were admitted; null when there was no room for them. */
  @Nullable AdmittedRoots roots;

  /** The newest manifest of its model type, when this round made it; else null. */
  @Nullable ModelManifest newest;

  /** What says which version is promoted, when this round made that; else null. */
  @Nullable ModelPointer promoted;

  /** When the last entry of its partition was appended that was folded. */
  long foldedTo = Long.MIN_VALUE;

  /** That entry's offset. */
  long foldedOffset = -1;

  @Nullable RoundState state;
  @Nullable RoundMetrics metrics;

  /**
   * An order to the chunk tasks.
   *
   * @param partitions of fl.round-control that it goes to
   * @param logOffset of the entry it follows from
   * @param atMillis when that was appended
   */
  record Order(RoundControl control, Set<Integer> partitions, long logOffset, long atMillis) {}

  /**
   * A round of which nothing is known but how it was defined.
   *
   * @param partition of the round log
   * @param definedAt when the definition was appended there, milliseconds since the epoch
   */
  ReplayedRound(RoundDefinition definition, int partition, long definedAt) {
    this.definition = definition;
    this.partition = partition;
    this.definedAt = definedAt;
  }

  /** As it was defined. */
  public RoundDefinition definition() {
    return definition;
  }

  public String roundId() {
    return definition.getRoundId();
  }

  public String modelType() {
    return definition.getModelType();
  }

  /** The round log's partition that has its history. */
  public int partition() {
    return partition;
  }

  /** When its definition was appended to the round log, milliseconds since the epoch. */
  public long definedAt() {
    return definedAt;
  }

  /** Its last state; null when the log ends before there is one. */
  public @Nullable RoundState state() {
    return state;
  }

  /** Its last count; null before it is counted, and of a round that was refused. */
  public @Nullable RoundMetrics metrics() {
    return metrics;
  }

  /** What is said of a version that it made; null for none. */
  public @Nullable ModelManifest manifest(long version) {
    return manifests.get(version);
  }

  /** Whether it was begun, and not refused when it was defined. */
  boolean isBegun() {
    return !orders.isEmpty();
  }

  /** Whether it is over, and counted if it was begun: nothing more is to come but late arrivals. */
  boolean isSettled() {
    return isOver() && (metrics != null || !isBegun());
  }

  /** Whether it has ended. */
  boolean isOver() {
    RoundState last = state;
    return last != null && OVER.contains(last.getStatus());
  }

  /** Whether its updates were ordered away. */
  boolean isRetired() {
    return orders.stream()
        .anyMatch(
            order ->
                order.control().getOrder() instanceof RoundClosed closed
                    && closed.getReason() == CloseReason.RETIRED);
  }

  /** The decisions of phase 0, whether or not their versions were made. */
  List<Decision> decisions() {
    return all(Decision.class).stream().filter(decision -> decision.getPhase() == 0).toList();
  }

  /** The versions that were made, in their order, with all that they follow from. */
  public List<DecidedModel> made() {
    return decisions().stream()
        .filter(decision -> manifests.containsKey(decision.getVersion()))
        .map(this::model)
        .toList();
  }

  /** The model of one of its decisions, with all that it follows from. */
  DecidedModel model(Decision decision) {
    Decision conclusion =
        all(Decision.class).stream()
            .filter(d -> d.getPhase() == 1 && d.getVersion() == decision.getVersion())
            .findFirst()
            .orElse(null);
    int pages = Math.max(decision.getRosterPages(), rosterPages(conclusion));
    return new DecidedModel(
        definition,
        decision,
        all(RosterPage.class).stream().filter(page -> page.getPage() < pages).toList(),
        conclusion,
        conclusion == null || conclusion.getUnmaskingPages() == 0
            ? List.of()
            : all(UnmaskingPage.class));
  }

  private static int rosterPages(@Nullable Decision conclusion) {
    return conclusion == null ? 0 : conclusion.getRosterPages();
  }

  private <T> List<T> all(Class<T> kind) {
    return orders.stream()
        .map(order -> order.control().getOrder())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /** What its chunk tasks said they published of a version, by chunk. */
  Map<Integer, ChunkPublished> chunksOf(long version) {
    return Objects.requireNonNullElseGet(chunks.get(version), TreeMap::new);
  }
}
