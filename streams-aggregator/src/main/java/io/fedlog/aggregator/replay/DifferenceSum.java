package io.fedlog.aggregator.replay;

/** What the figures of two tensors are added up from. Mutable. */
final class DifferenceSum {
  private long changed;
  private double largest;
  private long largestAt = -1;
  private final CompensatedSum squares = new CompensatedSum();
  private final CompensatedSum firstSquares = new CompensatedSum();
  private final CompensatedSum secondSquares = new CompensatedSum();
  private final CompensatedSum products = new CompensatedSum();

  /** One parameter of both; the first of the largest differences is named. */
  void add(long at, double first, double second) {
    double difference = Math.abs(first - second);
    if (difference > 0) {
      changed++;
      if (difference > largest) {
        largest = difference;
        largestAt = at;
      }
      squares.add(difference * difference);
    }
    firstSquares.add(first * first);
    secondSquares.add(second * second);
    products.add(first * second);
  }

  /** What comes behind this. */
  void add(DifferenceSum next) {
    changed += next.changed;
    if (next.largest > largest) {
      largest = next.largest;
      largestAt = next.largestAt;
    }
    squares.add(next.squares);
    firstSquares.add(next.firstSquares);
    secondSquares.add(next.secondSquares);
    products.add(next.products);
  }

  /** The same with places counted from elsewhere. */
  DifferenceSum movedBy(long places) {
    DifferenceSum moved = new DifferenceSum();
    moved.add(this);
    moved.largestAt = largestAt < 0 ? largestAt : largestAt + places;
    return moved;
  }

  ModelDifference.Figures figures(String tensor, long parameters) {
    double first = Math.sqrt(firstSquares.value());
    double second = Math.sqrt(secondSquares.value());
    return new ModelDifference.Figures(
        tensor,
        parameters,
        changed,
        largest,
        largestAt,
        Math.sqrt(squares.value()),
        first,
        second,
        products.value() / (first * second));
  }

  /** A sum whose error does not grow with the number of its terms (Neumaier, 1974). */
  private static final class CompensatedSum {
    private double sum;
    private double lost;

    void add(double term) {
      double next = sum + term;
      lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
      sum = next;
    }

    void add(CompensatedSum other) {
      add(other.sum);
      add(other.lost);
    }

    double value() {
      return sum + lost;
    }
  }
}
