package io.fedlog.standalone.explain;

import io.fedlog.schemas.Action;
import io.fedlog.schemas.ChunkPublished;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.FinaliseFailed;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.StoreAdvertised;
import io.fedlog.schemas.StoreDealt;
import io.fedlog.schemas.StoreRevealed;
import io.fedlog.schemas.UpdateSummary;
import io.fedlog.standalone.explain.RoundFacts.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A round's events, folded as far as a story needs them. An update is complete when its seal and
 * all its chunks are in, as for the quorum; what the quorum decided is not worked out again. For
 * one thread.
 */
final class Progress {

  /** An update that is complete. */
  record Complete(Instant at, String storeId) {}

  /** What was published of one version. */
  record Made(Instant first, Instant last, int chunks) {
    Made then(Instant at) {
      return new Made(first, at, chunks + 1);
    }
  }

  private static final class Attempt {
    private long chunks;
    private long sealed = -1;
    private boolean done;
  }

  private @Nullable Instant openedAt;
  private @Nullable Instant settledAt;
  private final Map<String, Instant> joins = new LinkedHashMap<>();
  private final Map<String, Attempt> attempts = new HashMap<>();
  private final List<Complete> completed = new ArrayList<>();
  private final Set<String> done = new HashSet<>();
  private final Map<Long, Made> versions = new TreeMap<>();
  private final List<Event> commands = new ArrayList<>();
  private final List<Event> phases = new ArrayList<>();
  private final List<Event> failures = new ArrayList<>();
  private final Map<String, Instant> dealt = new LinkedHashMap<>();
  private final Map<String, Instant> revealed = new LinkedHashMap<>();
  private final Refusals refusals = new Refusals();

  /** Takes in one event; those of the round log in its order, others whenever they come. */
  void take(Event event) {
    Instant at = event.at();
    Object body = event.body();
    if (body instanceof RoundDefinition && openedAt == null) {
      openedAt = at;
    } else if (body instanceof Join join) {
      joins.putIfAbsent(join.getStoreId(), at);
    } else if (body instanceof StoreAdvertised keys) {
      joins.putIfAbsent(keys.getStoreId(), at);
    } else if (body instanceof StoreDealt shares) {
      dealt.putIfAbsent(shares.getStoreId(), at);
    } else if (body instanceof StoreRevealed store) {
      revealed.putIfAbsent(store.getStoreId(), at);
    } else if (body instanceof SealAdmitted seal) {
      sealed(seal, at);
    } else if (body instanceof UpdateSummary summary) {
      summarised(summary, at);
    } else if (body instanceof Command) {
      commands.add(event);
    } else if (body instanceof ChunkPublished chunk) {
      versions.merge(
          chunk.getVersion(), new Made(at, at, 1), (known, one) -> known.then(one.last()));
    } else if (body instanceof FinaliseFailed) {
      failures.add(event);
    } else if (body instanceof SecureRound) {
      phases.add(event);
    } else if (body instanceof RoundMetrics && settledAt == null) {
      settledAt = at;
    } else if (body instanceof RejectedRecord refused) {
      refusals.add(at, refused.getStoreId(), refused.getReason(), refused.getDetail());
    }
  }

  private void sealed(SealAdmitted seal, Instant at) {
    if (seal.getReason() != null) {
      return; // anybody's, and on fl.rejected too
    }
    joins.putIfAbsent(seal.getStoreId(), at);
    Attempt attempt = attempt(seal.getStoreId(), seal.getAttemptId());
    attempt.sealed = seal.getChunkCount();
    complete(attempt, seal.getStoreId(), at);
  }

  private void summarised(UpdateSummary summary, Instant at) {
    if (summary.getReason() == null) {
      Attempt attempt = attempt(summary.getStoreId(), summary.getAttemptId());
      attempt.chunks += summary.getChunks();
      complete(attempt, summary.getStoreId(), at);
    }
  }

  private Attempt attempt(String storeId, long attemptId) {
    return attempts.computeIfAbsent(storeId + "#" + attemptId, key -> new Attempt());
  }

  private void complete(Attempt attempt, String storeId, Instant at) {
    if (!attempt.done && attempt.sealed >= 0 && attempt.chunks >= attempt.sealed) {
      attempt.done = true;
      completed.add(new Complete(at, storeId));
      done.add(storeId);
    }
  }

  /** When the aggregator took the definition in. */
  @Nullable Instant openedAt() {
    return openedAt;
  }

  /** When the round was counted. */
  @Nullable Instant settledAt() {
    return settledAt;
  }

  /** First joins by store, in their order. */
  Map<String, Instant> joins() {
    return joins;
  }

  /**
   * Updates in the order in which they were complete; of a round with windows several of a store.
   */
  List<Complete> completed() {
    return completed;
  }

  /**
   * Who has completed no update, without those that were taken out.
   *
   * @param targets the stores that the round asks; of none, those that joined are waited for
   */
  List<String> missing(List<String> targets) {
    Set<String> out = new HashSet<>(done);
    commands.forEach(event -> withdrawn((Command) event.body()).ifPresent(out::add));
    return (targets.isEmpty() ? List.copyOf(joins.keySet()) : targets)
        .stream().filter(store -> !out.contains(store)).toList();
  }

  private static Optional<String> withdrawn(Command command) {
    return command.getAction() == Action.WITHDRAW_STORE
        ? Optional.ofNullable(command.getStoreId())
        : Optional.empty();
  }

  /** By number. */
  Map<Long, Made> versions() {
    return versions;
  }

  /** What operators asked for. */
  List<Event> commands() {
    return commands;
  }

  /** In a round that masks, its phases as they were published. */
  List<Event> phases() {
    return phases.stream().sorted(Comparator.comparing(Event::at)).toList();
  }

  /** Chunks that could not be made. */
  List<Event> failures() {
    return failures;
  }

  Map<String, Instant> dealt() {
    return dealt;
  }

  Map<String, Instant> revealed() {
    return revealed;
  }

  Refusals refusals() {
    return refusals;
  }
}
