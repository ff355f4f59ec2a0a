package io.fedlog.learning.noise;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Goes through every way in which chance can fall, with its probability, until what is left is less
 * than a given probability. So the distribution of a sampler is worked out, not estimated.
 */
abstract class EveryChance implements Chance {
  /** Ends a way that is too improbable to be followed. */
  private static final class TooImprobable extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooImprobable() {
      super(null, null, false, false);
    }
  }

  private static final int MOST_CHOICES = 1000;

  private final double smallest;
  private final long[] choices = new long[MOST_CHOICES];
  private final long[] cases = new long[MOST_CHOICES];
  private final double[] probability = new double[MOST_CHOICES + 1];
  private final Map<Long, Double> outcomes = new TreeMap<>();
  private int known;
  private int made;
  private double left;

  private EveryChance(double smallest) {
    this.smallest = smallest;
  }

  /** Only uniform draws are taken as given. */
  static EveryChance ofDraws(double smallest) {
    return new EveryChance(smallest) {};
  }

  /** Uniform draws and events of probability exp(-x) are taken as given. */
  static EveryChance ofDrawsAndEvents(double smallest) {
    return new EveryChance(smallest) {
      @Override
      public boolean expMinus(long a, long b) {
        return event(StrictMath.exp(-(double) a / b));
      }

      @Override
      public boolean expMinusStep(long k, long a, long b) {
        double x = (double) a / b;
        return event(StrictMath.exp(-x * (2 * k + x) / (2 * k + 2)));
      }
    };
  }

  /** Probabilities by outcome; each lacks at most {@link #left}. */
  Map<Long, Double> of(ToLongFunction<Chance> sampler) {
    probability[0] = 1;
    do {
      made = 0;
      try {
        long outcome = sampler.applyAsLong(this);
        outcomes.merge(outcome, probability[made], Double::sum);
      } catch (TooImprobable e) {
        left += probability[made];
      }
    } while (hasAnotherWay());
    return outcomes;
  }

  /** Of the ways that were not followed. */
  double left() {
    return left;
  }

  @Override
  public long below(long bound) {
    long choice = choose(bound);
    probability[made] = probability[made - 1] / bound;
    return choice;
  }

  final boolean event(double chance) {
    boolean happens = choose(2) == 0;
    probability[made] = probability[made - 1] * (happens ? chance : 1 - chance);
    return happens;
  }

  private long choose(long bound) {
    if (made == known) {
      if (probability[made] < smallest) {
        throw new TooImprobable();
      }
      choices[known] = 0;
      cases[known] = bound;
      known++;
    }
    return choices[made++];
  }

  private boolean hasAnotherWay() {
    while (known > 0) {
      choices[known - 1]++;
      if (choices[known - 1] < cases[known - 1]) {
        return true;
      }
      known--;
    }
    return false;
  }
}
