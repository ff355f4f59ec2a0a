package io.fedlog.learning.secure;

/**
 * How many of {@code draws} things, drawn without replacement from {@code population}, are among
 * the {@code marked} ones. Every term is computed by logarithms in StrictMath, so that all machines
 * find the same; terms are added from the smallest. The relative error stays below 1e-9 for
 * populations up to a million.
 */
final class Hypergeometric {
  private final LogFactorials logs;
  private final int population;
  private final int marked;
  private final int draws;

  Hypergeometric(LogFactorials logs, int population, int marked, int draws) {
    if (marked < 0 || marked > population || draws < 0 || draws > population) {
      throw new IllegalArgumentException(
          "%d marked and %d drawn of %d, expected 0 to the population"
              .formatted(marked, draws, population));
    }
    this.logs = logs;
    this.population = population;
    this.marked = marked;
    this.draws = draws;
  }

  /** The least count that is reached with a probability of at most {@code chance}. */
  int leastUnlikely(double chance) {
    double tail = 0;
    for (int count = most(); count >= least(); count--) {
      tail += probability(count);
      if (tail > chance) {
        return count + 1;
      }
    }
    return least();
  }

  /** The probability of {@code count} or fewer. */
  double atMost(int count) {
    double tail = 0;
    for (int i = least(); i <= Math.min(count, most()); i++) {
      tail += probability(i);
    }
    return tail;
  }

  private double probability(int count) {
    return StrictMath.exp(
        logs.choose(marked, count)
            + logs.choose(population - marked, draws - count)
            - logs.choose(population, draws));
  }

  private int least() {
    return Math.max(0, draws - (population - marked));
  }

  private int most() {
    return Math.min(draws, marked);
  }
}
