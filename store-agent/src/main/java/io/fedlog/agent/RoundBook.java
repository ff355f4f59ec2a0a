package io.fedlog.agent;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundTargets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stores of this process which round asks for, from the records of {@code fl.rounds} in any
 * order. A round is over when its deadline has passed, when a version came of it, when it failed or
 * was cancelled, or when a later round of its plan is defined. Knows no Kafka; for one thread.
 */
final class RoundBook {

  /** A round and the stores here that it newly asks for. */
  record Call(RoundDefinition definition, Instant deadline, Set<String> stores) {}

  private static final class Page {
    @Nullable RoundDefinition definition;
    Instant deadline = Instant.MAX;
    final Set<String> listed = new HashSet<>();
    final Set<String> called = new HashSet<>();

    /** The quorum has let it in. */
    boolean open;
  }

  private final Set<String> stores;
  private final Set<String> modelTypes;
  private final Map<String, Page> rounds = new HashMap<>();
  private final Set<String> over = new HashSet<>();

  /**
   * @param stores those of this process
   * @param modelTypes those they take part in; empty for all
   */
  RoundBook(Set<String> stores, Set<String> modelTypes) {
    this.stores = Set.copyOf(stores);
    this.modelTypes = Set.copyOf(modelTypes);
  }

  /**
   * Returns the rounds that this definition ends: earlier ones of its plan, and its own where its
   * name is known with other rules of privacy, for the quorum may have charged for those.
   */
  List<String> define(RoundDefinition definition, Instant recordedAt) {
    if (!concerns(definition.getModelType())) {
      return List.of();
    }
    Page page = rounds.computeIfAbsent(definition.getRoundId(), id -> new Page());
    boolean contested = page.definition != null && !hidesAlike(page.definition, definition);
    page.definition = definition;
    page.deadline = recordedAt.plusMillis(definition.getDeadlineMs());
    List<String> ended = new ArrayList<>();
    rounds.forEach(
        (id, other) -> {
          RoundDefinition known = other.definition;
          if (known != null && follows(definition, known)) {
            ended.add(id);
          } else if (known != null && follows(known, definition)) {
            ended.add(definition.getRoundId());
          }
        });
    if (contested) {
      ended.add(definition.getRoundId());
    }
    ended.removeIf(id -> !end(id));
    return ended;
  }

  void list(RoundTargets targets) {
    Page page = rounds.computeIfAbsent(targets.getRoundId(), id -> new Page());
    targets.getStoreIds().stream().filter(stores::contains).forEach(page.listed::add);
  }

  /** The quorum has let a round in. */
  void open(String roundId) {
    rounds.computeIfAbsent(roundId, id -> new Page()).open = true;
  }

  /** Whether a round may still be let in: what is remembered of it may be asked for. */
  boolean awaits(String roundId) {
    Page page = rounds.get(roundId);
    return page != null && page.definition != null && !page.open && !over.contains(roundId);
  }

  /** Marks a round as over; returns whether it was not. */
  boolean end(String roundId) {
    return over.add(roundId);
  }

  /** The coordinator took the round out of the topic. */
  void forget(String roundId) {
    rounds.remove(roundId);
    over.remove(roundId);
  }

  /**
   * The stores that rounds ask for and that were not called before. Under privacy what was sent is
   * spent for good, so a round is called only once the quorum has let it in: one that it refuses
   * would be charged to nobody.
   */
  List<Call> calls(Instant now) {
    List<Call> calls = new ArrayList<>();
    rounds.forEach(
        (id, page) -> {
          RoundDefinition definition = page.definition;
          if (definition == null || over.contains(id) || now.isAfter(page.deadline)) {
            return;
          }
          if (definition.getPrivacy() != null && !page.open) {
            return;
          }
          Set<String> called =
              new HashSet<>(definition.getTargetCount() == 0 ? stores : page.listed);
          called.removeAll(page.called);
          if (!called.isEmpty()) {
            page.called.addAll(called);
            calls.add(new Call(definition, page.deadline, called));
          }
        });
    return calls;
  }

  /** The stores here that were called to a round. */
  Set<String> called(String roundId) {
    Page page = rounds.get(roundId);
    return page == null ? Set.of() : Set.copyOf(page.called);
  }

  /** Rounds of which nothing can come any more. */
  boolean isOver(String roundId, Instant now) {
    Page page = rounds.get(roundId);
    return page == null || over.contains(roundId) || now.isAfter(page.deadline);
  }

  Optional<RoundDefinition> definition(String roundId) {
    return Optional.ofNullable(rounds.get(roundId)).map(page -> page.definition);
  }

  /** Whether the stores here take part in a model type, its preparation rounds included. */
  boolean concerns(String modelType) {
    return modelTypes.isEmpty() || modelTypes.contains(PreparationTypes.mainType(modelType));
  }

  private static boolean hidesAlike(RoundDefinition one, RoundDefinition other) {
    return Objects.equals(one.getPrivacy(), other.getPrivacy())
        && Objects.equals(one.getSecureAggregation(), other.getSecureAggregation());
  }

  private static boolean follows(RoundDefinition later, RoundDefinition earlier) {
    return later.getPlanId() != null
        && Objects.equals(later.getPlanId(), earlier.getPlanId())
        && later.getModelType().equals(earlier.getModelType())
        && later.getRoundNumber() > earlier.getRoundNumber();
  }
}
