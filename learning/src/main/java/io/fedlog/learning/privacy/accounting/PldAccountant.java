package io.fedlog.learning.privacy.accounting;

import java.util.ArrayList;
import java.util.List;

/**
 * Composes privacy loss distributions numerically: nearly exact, and never too low but for
 * rounding, which is some 1e-16 of delta for each release. Made once, it answers at once; making it
 * takes well under a second for each mechanism, however often that is used, and holds some 40 MB.
 */
public final class PldAccountant implements PrivacyAccountant {
  private final PrivacyLoss removal;
  private final PrivacyLoss addition;

  private PldAccountant(PrivacyLoss removal, PrivacyLoss addition) {
    this.removal = removal;
    this.addition = addition;
  }

  /** A neighbour has one record less, or one more: the worse of both for all releases together. */
  public static PldAccountant of(Release... releases) {
    if (releases.length == 0) {
      throw Ranges.refused("number of releases", 0, "1 or more");
    }
    List<DominatingPair> pairs = new ArrayList<>();
    List<DominatingPair> swapped = new ArrayList<>();
    int[] times = new int[releases.length];
    for (int i = 0; i < releases.length; i++) {
      DominatingPair pair = releases[i].mechanism().pair();
      pairs.add(pair);
      swapped.add(pair.swapped());
      times[i] = releases[i].times();
    }
    PrivacyLoss removal = LossComposition.of(pairs, times);
    return new PldAccountant(
        removal, swapped.equals(pairs) ? removal : LossComposition.of(swapped, times));
  }

  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    return Math.max(removal.epsilon(delta), addition.epsilon(delta));
  }

  @Override
  public double delta(double epsilon) {
    Ranges.notNegative("epsilon", epsilon);
    return Math.max(removal.delta(epsilon), addition.delta(epsilon));
  }
}
