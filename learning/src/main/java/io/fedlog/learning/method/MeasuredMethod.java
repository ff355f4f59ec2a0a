package io.fedlog.learning.method;

/**
 * Weighs updates by the distances between them, in two decisions: whole updates are measured first,
 * then those that have a share are aggregated with it, in place of the weights that they came with.
 */
public interface MeasuredMethod extends AggregationMethod {
  /** Most updates of a round: what is measured of them must fit one record of the round log. */
  int MOST_UPDATES = 250;

  @Override
  default int mostUpdates(long chunkBytes) {
    return MOST_UPDATES;
  }

  /** Whether distances to the base version are asked for, in rounds that have one. */
  default boolean fromBase() {
    return false;
  }

  /**
   * What each update counts for. Uses + - * / and square roots in a fixed order only, so that every
   * machine concludes the same.
   *
   * @throws FinaliseException when no model can be made of these updates
   */
  Shares conclude(Cohort cohort);
}
