package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.chaos.UpdatesOnLog.Key;
import io.fedlog.benchmarks.chaos.UpdatesOnLog.Part;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.UpdateSummary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the aggregators noted of a round's attempts, held to the update topic; and from these notes,
 * by a fold of its own, which attempts the decision had to count. An accepted update that was lost,
 * and a receipt that is not what lies on the log, show here.
 */
final class LedgerCheck {
  private static final long MARGIN_MS = 1_000;
  private static final int ATTEMPTS_MOST = 3;

  /** What may befall a join. */
  private static final Set<String> TOO_LATE_TO_JOIN =
      Set.of("join_window_closed", "round_not_open");

  private final RoundOnLog round;
  private final UpdatesOnLog updates;
  private final Map<Key, Noted> attempts = new LinkedHashMap<>();
  private final Map<Key, String> refused = new HashMap<>();
  private final List<String> violations = new ArrayList<>();

  /** What is noted of one attempt. */
  private static final class Noted {
    private final Set<Integer> partitions = new HashSet<>();
    private int chunks;
    private int number;
    private boolean sealed;
    private long completeAt = Long.MAX_VALUE;
  }

  private LedgerCheck(RoundOnLog round, UpdatesOnLog updates) {
    this.round = round;
    this.updates = updates;
  }

  /** What is violated, one sentence each; the round is over and counted. */
  static List<String> violations(RoundOnLog round, UpdatesOnLog updates) {
    LedgerCheck check = new LedgerCheck(round, updates);
    for (RoundOnLog.Fact fact : round.facts) {
      check.take(fact);
    }
    check.refusals();
    check.outcome(
        Objects.requireNonNull(round.state, "state"),
        Objects.requireNonNull(round.metrics, "metrics"));
    return check.violations;
  }

  private void take(RoundOnLog.Fact fact) {
    if (fact.event() instanceof UpdateSummary summary) {
      Key key = new Key(summary.getStoreId(), summary.getAttemptId());
      Noted noted = attempts.computeIfAbsent(key, k -> new Noted());
      require(
          noted.partitions.add(summary.getPartition()),
          key + " is summarised twice by partition " + summary.getPartition());
      compare(key, summary);
      noted.chunks += summary.getChunks();
      complete(noted, fact.offset());
    } else if (fact.event() instanceof SealAdmitted seal) {
      Key key = new Key(seal.getStoreId(), seal.getAttemptId());
      Noted noted = attempts.computeIfAbsent(key, k -> new Noted());
      require(seal.getReason() == null, key + ": its seal is bad: " + seal.getReason());
      noted.number = seal.getAttemptNumber();
      noted.sealed = true;
      complete(noted, fact.offset());
    }
  }

  private void complete(Noted noted, long offset) {
    if (noted.sealed && noted.chunks == round.definition.getChunkCount()) {
      noted.completeAt = Math.min(noted.completeAt, offset);
    }
  }

  private void compare(Key key, UpdateSummary summary) {
    Part there = updates.part(key, summary.getPartition());
    Part noted = new Part(summary.getChunks(), summary.getBytes(), hex(summary.getChunkRoots()));
    require(
        summary.getReason() == null && noted.equals(there),
        "the receipts of %s in partition %d are not what the topic holds: %s (%s) and %s"
            .formatted(key, summary.getPartition(), noted, summary.getReason(), there));
  }

  private static String hex(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }

  /** All updates are good: what is refused has come too late, or is one attempt too many. */
  private void refusals() {
    long windowEnd =
        round.definition.getCreatedAt().toEpochMilli() + round.definition.getJoinWindowMs();
    for (RejectedRecord refusal : round.refusals) {
      if (refusal.getStoreId() == null) {
        continue; // a command, such as one to cancel a round that is not known yet
      }
      if (refusal.getAttemptId() == null) {
        require(TOO_LATE_TO_JOIN.contains(refusal.getReason()), "refused what is good: " + refusal);
        continue;
      }
      if (refusal.getReason().equals("late")) {
        continue; // set aside, and counted as late rather than refused: see the counts
      }
      Key key = new Key(refusal.getStoreId(), refusal.getAttemptId());
      require(refused.put(key, refusal.getReason()) == null, key + " is refused twice");
      Noted noted = attempts.get(key);
      boolean fair =
          switch (refusal.getReason()) {
            case "join_window_closed" -> !joinedBefore(key.storeId(), windowEnd - MARGIN_MS);
            case "too_many_attempts" ->
                updates.attemptsOf(key.storeId()) > ATTEMPTS_MOST
                    || (noted != null && noted.number > ATTEMPTS_MOST);
            default -> false;
          };
      require(
          fair,
          "refused %s, though it was good: %s (%s)"
              .formatted(key, refusal.getReason(), refusal.getDetail()));
    }
  }

  private boolean joinedBefore(String storeId, long time) {
    return round.facts.stream()
        .anyMatch(
            fact ->
                fact.timestamp() < time
                    && fact.event() instanceof Join join
                    && join.getStoreId().equals(storeId));
  }

  /** The first complete attempt of each store counts, in the order of the log. */
  private void outcome(RoundState end, RoundMetrics metrics) {
    long last = round.decisions.isEmpty() ? end.getLogOffset() : decidedAt();
    List<Key> counted = new ArrayList<>();
    Set<String> stores = new HashSet<>();
    long duplicates = 0;
    long unfinished = 0;
    List<Map.Entry<Key, Noted>> inOrder =
        attempts.entrySet().stream()
            .sorted(Map.Entry.comparingByValue((a, b) -> Long.compare(a.completeAt, b.completeAt)))
            .toList();
    for (Map.Entry<Key, Noted> attempt : inOrder) {
      Key key = attempt.getKey();
      Noted noted = attempt.getValue();
      if (refused.containsKey(key)) {
        continue;
      }
      if (noted.completeAt <= last) {
        if (stores.add(key.storeId())) {
          counted.add(key);
        } else {
          duplicates++;
        }
      } else if (noted.completeAt == Long.MAX_VALUE && noted.sealed && updates.isComplete(key)) {
        unfinished++;
      }
    }
    if (round.decisions.isEmpty()) {
      equal("stores with a complete attempt", end.getCompletedStores(), counted.size());
    } else {
      List<Key> cohort = round.cohort().stream().map(LedgerCheck::key).toList();
      require(
          cohort.equals(counted),
          "lost or added: it counts %s, but by its log %s were complete and accepted"
              .formatted(cohort, counted));
    }
    equal("attempts duplicate", metrics.getAttemptsDuplicate(), duplicates);
    equal("attempts refused", metrics.getAttemptsRejected(), refused.size());
    require(
        unfinished <= metrics.getAttemptsLate(),
        "%d sealed attempts lie on the topic and were never summed up; %d came late"
            .formatted(unfinished, metrics.getAttemptsLate()));
  }

  private long decidedAt() {
    return round.decisions.get(0).getLogOffset();
  }

  private static Key key(RosterEntry entry) {
    return new Key(entry.getStoreId(), entry.getAttemptId());
  }

  private void equal(String what, long came, long expected) {
    require(came == expected, what + ": " + came + ", by the log " + expected);
  }

  private void require(boolean holds, String violation) {
    if (!holds) {
      violations.add(round.id() + ": " + violation);
    }
  }
}
