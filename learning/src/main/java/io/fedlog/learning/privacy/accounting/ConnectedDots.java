package io.fedlog.learning.privacy.accounting;

/**
 * The privacy loss of a pair on a grid, by connecting the dots (Doroshenko, Ghazi, Kamath, Kumar,
 * Manurangsi 2022). Delta, drawn over e^epsilon, is convex; the chords between its values at the
 * multiples of the step lie above it and belong to a loss distribution on just these multiples. It
 * is the least that is above delta everywhere and on the grid, so nothing is ever understated.
 */
final class ConnectedDots {
  private static final double LARGEST_LOSS = 1e9;

  private final DominatingPair pair;

  /** Losses above {@code most} and below {@code -least} have less than the tail's probability. */
  private final double most;

  private final double least;

  /**
   * @param tail the probability that may be left to an infinite loss
   */
  ConnectedDots(DominatingPair pair, double tail) {
    this.pair = pair;
    this.most = reach(pair, tail, false);
    this.least = reach(pair.swapped(), tail, true);
  }

  /** Between the largest and the smallest loss that matter. */
  double span() {
    return most + least;
  }

  PrivacyLoss on(double step) {
    int up = 1 + (int) Math.ceil(most / step);
    int down = 1 + (int) Math.ceil(least / step);
    double[] forth = deltas(pair, up, step);
    DominatingPair swapped = pair.swapped();
    double[] back = swapped.equals(pair) && down <= up ? forth : deltas(swapped, down, step);
    double[] mass = new double[down + 1 + up];
    for (int i = 1; i <= up; i++) {
      mass[down + i] = kink(forth[i - 1], forth[i], forth[Math.min(i + 1, up)], step);
    }
    // Below 0 what delta exceeds 1 - e^epsilon by has all the digits: e^epsilon times the delta of
    // the swapped pair at -epsilon. The chords of 1 - e^epsilon itself have no mass but at 0.
    double[] excess = new double[down + 1];
    for (int i = 0; i <= down; i++) {
      excess[i] = back[i] * StrictMath.exp(-i * step);
    }
    mass[down] = 1 + kink(excess[1], forth[0], forth[1], step);
    for (int i = 1; i < down; i++) {
      mass[down - i] = kink(excess[i + 1], excess[i], excess[i - 1], step);
    }
    mass[0] = (excess[down - 1] - excess[down]) / StrictMath.expm1(step) - excess[down];
    for (int i = 0; i < mass.length; i++) {
      mass[i] = Math.max(0, mass[i]);
    }
    return new PrivacyLoss(step, -down, mass, forth[up]);
  }

  /**
   * The mass that turns the chord from {@code before} into the one to {@code after}: e^epsilon
   * times the change of slope. Differences of neighbours are exact, so that an error of delta moves
   * mass but makes none.
   */
  private static double kink(double before, double here, double after, double step) {
    double fall = before - here;
    return ((after - here) + fall) / StrictMath.expm1(step) + fall;
  }

  private static double[] deltas(DominatingPair pair, int most, double step) {
    double[] deltas = new double[most + 1];
    for (int i = 0; i <= most; i++) {
      deltas[i] = pair.delta(i * step);
    }
    return deltas;
  }

  /** Where delta, discounted by e^-epsilon if asked, has fallen to the tail's probability. */
  private static double reach(DominatingPair pair, double tail, boolean discounted) {
    double low = 0;
    double high = 1e-6;
    while (above(pair, tail, discounted, high)) {
      low = high;
      high *= 2;
      if (high > LARGEST_LOSS) {
        throw new IllegalArgumentException(
            "the noise hides nothing: losses above "
                + LARGEST_LOSS
                + " are likely; expected more noise for the sensitivity");
      }
    }
    for (int i = 0; i < 10; i++) {
      double middle = 0.5 * (low + high);
      if (above(pair, tail, discounted, middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private static boolean above(
      DominatingPair pair, double tail, boolean discounted, double epsilon) {
    double delta = pair.delta(epsilon);
    return (discounted ? delta * StrictMath.exp(-epsilon) : delta) > tail;
  }
}
