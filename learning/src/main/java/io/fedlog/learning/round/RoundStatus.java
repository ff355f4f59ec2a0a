package io.fedlog.learning.round;

/** Where a round stands; {@link #canBecome} is the whole graph. */
public enum RoundStatus {
  /** Defined; no store has joined yet. */
  CREATED,
  /** At least one store takes part. */
  IN_PROGRESS,
  /** Decided; the model's chunks are being made. */
  AGGREGATING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether a round may go from this status to {@code next}. */
  public boolean canBecome(RoundStatus next) {
    return switch (this) {
      case CREATED -> next == IN_PROGRESS || next == FAILED || next == CANCELLED;
      case IN_PROGRESS -> next == AGGREGATING || next == FAILED || next == CANCELLED;
      case AGGREGATING -> next == COMPLETED || next == FAILED;
      case COMPLETED, FAILED, CANCELLED -> false;
    };
  }

  /** Whether the round has ended. */
  public boolean isOver() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /** Whether attempts may still complete. */
  public boolean isOpen() {
    return this == CREATED || this == IN_PROGRESS;
  }
}
