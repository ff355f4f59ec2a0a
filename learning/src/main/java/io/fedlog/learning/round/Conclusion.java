package io.fedlog.learning.round;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.round.Effect.CloseReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a round is decided, made, ended and counted. */
final class Conclusion {
  /** A roster page is closed before it can pass 256 KiB. */
  private static final int ROSTER_PAGE_BYTES = 250 * 1024;

  private static final int ROSTER_ENTRY_OVERHEAD = 16;

  private final int partitions;
  private final ModelLine line;
  private final Stamp stamp;
  private final Rows rows;
  private final List<Effect> effects;

  Conclusion(int partitions, ModelLine line, Stamp stamp, Rows rows, List<Effect> effects) {
    this.partitions = partitions;
    this.line = line;
    this.stamp = stamp;
    this.rows = rows;
    this.effects = effects;
  }

  void start(Round round) {
    if (round.status == RoundStatus.CREATED && round.joined > 0) {
      round.become(RoundStatus.IN_PROGRESS);
      show(round);
    }
  }

  /** An attempt has got its ordinal. */
  void counted(Round round, AttemptReference attempt) {
    round.shown = false;
    round.rosterBytes += attempt.storeId().length() * 3 + ROSTER_ENTRY_OVERHEAD;
    if (round.rosterBytes > ROSTER_PAGE_BYTES) {
      emitRoster(round);
    }
    decideIfDue(round);
  }

  void decideIfDue(Round round) {
    if (round.status.isOpen()) {
      round.ready |= round.mayDecide(line.now);
      decideWhenFree(round);
    }
  }

  void failIfOverdue(Round round) {
    if (!round.status.isOpen() || round.ready || line.now < round.deadlineAt()) {
      return;
    }
    if (round.terms.aggregateAtDeadline() && round.completed >= round.terms.minStores()) {
      round.ready = true;
      decideWhenFree(round);
    } else {
      end(round, RoundStatus.FAILED, "deadline passed: " + round.shortfall());
    }
  }

  /** One version of a model type is made at a time, in the order the rounds were defined. */
  private void decideWhenFree(Round round) {
    boolean due = round.ready && round.completed >= round.terms.minStores();
    if (!due || line.inFlight != null || round.status != RoundStatus.IN_PROGRESS) {
      return;
    }
    if (round.rosterEntries < round.completion.size()) {
      emitRoster(round);
    }
    byte[] cohort = new byte[(round.completion.size() + 7) / 8];
    for (int ordinal = 0; ordinal < round.completion.size(); ordinal++) {
      Participant store = round.store(round.completion.get(ordinal).storeId());
      Attempt attempt = store.counted();
      if (!store.withdrawn && attempt != null && attempt.seal != null) {
        cohort[ordinal / 8] |= (byte) (1 << (ordinal % 8));
        round.totalWeight = Math.addExact(round.totalWeight, attempt.seal.weight());
        round.cohortSize++;
      }
    }
    round.become(RoundStatus.AGGREGATING);
    round.version = line.latestVersion + 1;
    round.decidedAt = line.now;
    line.inFlight = round.terms.roundId();
    effects.add(
        new Effect.Decide(
            round.terms.roundId(),
            round.version,
            stamp.offset(),
            round.rosterPages,
            cohort,
            round.cohortSize,
            round.totalWeight));
    show(round);
  }

  private void emitRoster(Round round) {
    effects.add(
        new Effect.Roster(
            round.terms.roundId(),
            round.rosterPages,
            round.rosterEntries,
            List.copyOf(round.completion.subList(round.rosterEntries, round.completion.size()))));
    round.rosterPages++;
    round.rosterEntries = round.completion.size();
    round.rosterBytes = 0;
  }

  void published(Round round, RoundEvent.Published event) {
    if (round.status != RoundStatus.AGGREGATING || event.version() != round.version) {
      return;
    }
    if (event.updates() != round.cohortSize) {
      end(
          round,
          RoundStatus.FAILED,
          "chunk %d was made of %d updates; the decision names %d"
              .formatted(event.chunkIndex(), event.updates(), round.cohortSize));
      return;
    }
    if (round.chunkRoots.put(event.chunkIndex(), event.root()) == null) {
      round.modelBytes += event.bytes();
      rows.saveChunk(round, event.chunkIndex(), event.root());
    }
    if (round.chunkRoots.size() == round.terms.chunkCount()) {
      round.sha256 = TreeHash.hex(TreeHash.compose(List.copyOf(round.chunkRoots.values())));
      line.latestVersion = round.version;
      end(round, RoundStatus.COMPLETED, null);
    }
  }

  void finaliseFailed(Round round, RoundEvent.FinaliseFailed event) {
    if (round.status == RoundStatus.AGGREGATING) {
      end(
          round,
          RoundStatus.FAILED,
          "chunk " + event.chunkIndex() + " could not be made: " + event.reason());
    }
  }

  void end(Round round, RoundStatus status, @Nullable String reason) {
    round.become(status);
    round.reason = reason;
    round.endedAt = line.now;
    show(round);
    if (status == RoundStatus.COMPLETED) {
      effects.add(new Effect.Complete(round.view(), round.totalWeight, round.modelBytes));
      followPromotion(round);
    }
    effects.add(new Effect.Close(round.terms.roundId(), CloseReason.valueOf(status.name())));
    if (round.terms.roundId().equals(line.inFlight)) {
      line.inFlight = null;
      for (Round next : line.rounds.values()) {
        if (next.ready && next.status.isOpen()) {
          decideWhenFree(next);
          rows.save(next);
        }
      }
    }
  }

  /** A version trained from the promoted one takes its place. */
  private void followPromotion(Round round) {
    if (line.promotedVersion != 0 && line.promotedVersion == round.terms.baseVersion()) {
      line.promotedVersion = round.version;
      effects.add(
          new Effect.Promoted(line.modelType, round.version, "round " + round.terms.roundId()));
    }
  }

  void tallied(Round round, RoundEvent.Tallied event) {
    if (!round.status.isOver()) {
      return;
    }
    round.chunkTallies.put(event.partition(), event.chunks());
    round.byteTallies.put(event.partition(), event.bytes());
    event.openAttempts().forEach(round::addUnfinished);
    event.lateAttempts().forEach(round::addLate);
    if (!round.settled && round.chunkTallies.size() == partitions) {
      Settlement.fix(round);
      round.settled = true;
      rows.forgetStores(round);
      round.forgetStores();
    }
    if (round.settled) {
      effects.add(
          new Effect.Settle(
              round.view(),
              Settlement.attempts(round),
              Settlement.sum(round.chunkTallies),
              Settlement.sum(round.byteTallies),
              round.trainingMetrics,
              round.modelBytes));
    }
  }

  void show(Round round) {
    round.shown = true;
    round.logOffset = stamp.offset();
    effects.add(new Effect.StateChanged(round.view()));
  }
}
