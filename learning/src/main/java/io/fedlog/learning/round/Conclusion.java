package io.fedlog.learning.round;

import io.fedlog.learning.client.LocalSteps;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.round.Effect.CloseReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a round is decided, made and ended. */
final class Conclusion {
  private final ModelLine line;
  private final Stamp stamp;
  private final Rows rows;
  private final List<Effect> effects;
  private final Charging charging;
  private final Windowing windowing;
  private final SecurePhases secure;

  Conclusion(ModelLine line, Stamp stamp, Rows rows, Charging charging, List<Effect> effects) {
    this.charging = charging;
    this.line = line;
    this.stamp = stamp;
    this.rows = rows;
    this.effects = effects;
    this.windowing = new Windowing(line, stamp, rows, effects, this);
    this.secure = new SecurePhases(line, stamp, rows, effects, this);
  }

  SecurePhases secure() {
    return secure;
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
    if (round.windows == null) {
      RosterPages.add(round, attempt, effects);
    }
    decideIfDue(round);
  }

  void decideIfDue(Round round) {
    round.noteJoined(line.now);
    secure.goOn(round);
    if (round.status.isOpen()) {
      // asked anew each time: a store withdrawn while the round waits may have taken it away
      round.ready = round.mayDecide(line.now);
      if (!round.ready && round.secure != null) {
        round.secure.missing = null; // it is of a cohort that is no more
      }
      decideWhenFree(round);
    }
  }

  /** A round whose time is up ends, unless it waits for a version and can do so. */
  void failIfOverdue(Round round) {
    if (round.status.isOver() || line.now < round.dueAt()) {
      return;
    }
    if (round.windows != null) {
      decideIfDue(round);
      windowing.overdue(round, round.windows);
      return;
    }
    if (round.status == RoundStatus.AGGREGATING) {
      end(
          round,
          RoundStatus.FAILED,
          round.secure != null && !round.secure.isUnmasked()
              ? SecurePhases.shortfall(round.secure)
              : "decided, but %d of %d chunks were made in time"
                  .formatted(round.chunkRoots.size(), round.terms.chunkCount()));
      return;
    }
    decideIfDue(round);
    if (round.status.isOpen() && !round.ready) {
      end(round, RoundStatus.FAILED, "deadline passed: " + RoundView.shortfall(round));
    } else if (round.status.isOpen() && round.secure != null) {
      endTooLate(round, "it waited for the version of round " + line.inFlight);
    }
  }

  private void endTooLate(Round round, String why) {
    end(
        round,
        RoundStatus.FAILED,
        "deadline passed: %s, and its stores forget at the deadline what they would reveal"
            .formatted(why));
  }

  /** One version of a model type is made at a time, in the order the rounds were defined. */
  private void decideWhenFree(Round round) {
    if (!round.ready || line.inFlight != null || round.status != RoundStatus.IN_PROGRESS) {
      return;
    }
    if (round.windows != null) {
      windowing.decide(round, round.windows);
      return;
    }
    if (round.secure != null && line.now >= round.deadlineAt()) {
      endTooLate(round, "it could not be decided before");
      return;
    }
    MethodChoice choice = round.choice;
    String misfit = choice == null ? null : Cohort.misfit(round, choice);
    if (misfit != null) {
      end(round, RoundStatus.FAILED, misfit);
      return;
    }
    if (round.secure != null && !secure.closeSurvivors(round, round.secure)) {
      round.ready = false;
      return;
    }
    RosterPages.close(round, effects);
    LocalSteps steps = new LocalSteps();
    List<String> stores = new ArrayList<>();
    byte[] cohort = new byte[(round.completion.size() + 7) / 8];
    int bound = Cohort.bound(round);
    for (int ordinal = 0; ordinal < bound; ordinal++) {
      Participant store = round.store(round.completion.get(ordinal).storeId());
      Attempt attempt = store.counted();
      if (!store.withdrawn && attempt != null && attempt.seal != null) {
        cohort[ordinal / 8] |= (byte) (1 << (ordinal % 8));
        long weight = choice == null ? attempt.seal.weight() : choice.weight(attempt.seal);
        round.totalWeight = Math.addExact(round.totalWeight, weight);
        round.cohortSize++;
        stores.add(store.storeId);
        if (round.terms.countsSteps()) {
          steps.add(attempt.seal.metrics(), attempt.seal.weight());
        }
      }
    }
    if (round.secure != null) {
      round.totalWeight = 0; // until it is unmasked
    }
    round.become(RoundStatus.AGGREGATING);
    round.version = line.nextVersion();
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
            round.totalWeight,
            round.terms.countsSteps() ? steps.mean(round.totalWeight) : 0,
            null,
            choice,
            choice == null || choice.weighting().equals(round.terms.weighting())
                ? List.of()
                : Cohort.weights(round),
            round.noiseKeyId));
    charging.decided(round, stores);
    show(round);
  }

  /** All chunks of the decided version are there. */
  void made(Round round) {
    round.sha256 = TreeHash.hex(TreeHash.compose(List.copyOf(round.chunkRoots.values())));
    if (round.windows != null) {
      windowing.made(round, round.windows);
      return;
    }
    line.latestVersion = round.version;
    end(round, RoundStatus.COMPLETED, null);
  }

  /** The decided version will never be. */
  void giveUp(Round round, String why) {
    if (round.windows != null) {
      windowing.giveUp(round, round.windows, why);
    } else {
      end(round, RoundStatus.FAILED, why);
    }
  }

  void end(Round round, RoundStatus status, @Nullable String reason) {
    round.become(status);
    round.reason = reason == null ? null : Bounds.clip(reason, Bounds.TEXT);
    round.endedAt = line.now;
    secure.forget(round);
    show(round);
    if (status == RoundStatus.COMPLETED && round.windows == null) {
      effects.add(
          new Effect.Complete(
              round.view(),
              round.totalWeight,
              round.modelBytes,
              round.withState,
              round.noiseKeyId,
              line.now,
              null));
      followPromotion(round, round.terms.baseVersion());
    }
    charging.ended(round);
    long made = round.windows == null ? 0 : round.windows.newestMade;
    effects.add(new Effect.Close(round.terms.roundId(), CloseReason.valueOf(status.name()), made));
    freeLine(round);
  }

  /** The next version may be decided if the last was this round's, which has its turn last. */
  void freeLine(Round round) {
    if (!round.terms.roundId().equals(line.inFlight)) {
      return;
    }
    line.inFlight = null;
    for (Round next : List.copyOf(line.rounds.values())) {
      if (next != round && next.ready && next.status.isOpen()) {
        failIfOverdue(next);
        decideIfDue(next);
        rows.save(next);
      }
    }
    decideIfDue(round);
  }

  /** A version trained from the promoted one takes its place. */
  void followPromotion(Round round, long baseVersion) {
    if (line.promotedVersion != 0 && line.promotedVersion == baseVersion) {
      line.promotedVersion = round.version;
      effects.add(
          new Effect.Promoted(line.modelType, round.version, "round " + round.terms.roundId()));
    }
  }

  void withdrawn(Round round, Windows windows, Participant store) {
    windowing.withdrawn(round, windows, store);
  }

  void finish(Round round, Windows windows) {
    windowing.finish(round, windows, null);
  }

  void show(Round round) {
    round.shown = true;
    round.logOffset = stamp.offset();
    effects.add(new Effect.StateChanged(round.view()));
  }
}
