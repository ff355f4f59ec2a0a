package io.fedlog.learning.round;

import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.Shares;
import java.util.List;

/** Adds up what partitions measure of a decided round, and has the shares concluded from it. */
final class Measuring {
  private final int partitions;
  private final Stamp stamp;
  private final Rows rows;
  private final Concluder concluder;
  private final Conclusion conclusion;
  private final List<Effect> effects;

  Measuring(
      int partitions,
      Stamp stamp,
      Rows rows,
      Concluder concluder,
      Conclusion conclusion,
      List<Effect> effects) {
    this.partitions = partitions;
    this.stamp = stamp;
    this.rows = rows;
    this.concluder = concluder;
    this.conclusion = conclusion;
    this.effects = effects;
  }

  void measured(Round round, RoundEvent.Measured event) {
    if (round.windows != null) {
      refuse(round, "of a round whose windows are never measured");
      return;
    }
    Measurements measurements = round.measurements;
    if (round.status != RoundStatus.AGGREGATING || measurements.concluded) {
      return;
    }
    int reports = Math.min(partitions, round.terms.chunkCount());
    if (event.firstChunk() < 0 || event.firstChunk() >= reports) {
      refuse(round, "of chunk %d on; expected 0 to %d".formatted(event.firstChunk(), reports - 1));
      return;
    }
    if (measurements.has(event.firstChunk())) {
      return; // a chunk task that started again measures once more
    }
    if (!measurements.add(event.firstChunk(), event.sums())) {
      refuse(round, event.sums().length + " bytes of sums, unlike what came before");
      return;
    }
    if (measurements.partitions().size() < reports) {
      rows.saveMeasured(round, event.firstChunk(), event.sums());
      return;
    }
    conclude(round);
    rows.saveConcluded(round);
    measurements.forget();
  }

  private void conclude(Round round) {
    long[] weights = Cohort.weights(round).stream().mapToLong(Long::longValue).toArray();
    round.measurements.conclude();
    try {
      Shares shares =
          concluder.conclude(round.terms.roundId(), weights.clone(), round.measurements.sums());
      requirePossible(round, shares, weights.length);
      round.measurements.conclude(shares);
      round.trace.measuredAt = Math.max(round.decidedAt, stamp.atMillis());
      effects.add(
          new Effect.Share(
              round.terms.roundId(),
              round.version,
              stamp.offset(),
              round.rosterPages,
              round.cohortSize,
              shares));
    } catch (FinaliseException e) {
      conclusion.end(round, RoundStatus.FAILED, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) { // a method that users brought along
      conclusion.end(round, RoundStatus.FAILED, "the aggregation method failed: " + e);
    }
  }

  /** A method that users brought along may conclude anything. */
  private static void requirePossible(Round round, Shares shares, int updates) {
    if (shares.ofUpdates().length != updates) {
      throw new FinaliseException(
          "the aggregation method gave %d shares, expected one for each of %d updates"
              .formatted(shares.ofUpdates().length, updates));
    }
    if (shares.ofBase() > 0 && round.terms.baseVersion() == 0) {
      throw new FinaliseException(
          "the aggregation method gave the base version a share of %d, expected 0: the round has no base"
              .formatted(shares.ofBase()));
    }
  }

  private void refuse(Round round, String detail) {
    effects.add(Effect.Refused.of(round.terms.roundId(), "bad_measurement", detail));
  }
}
