package io.fedlog.learning.columns;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sorts columns by comparing rows with each other in an order that does not depend on their values,
 * so that a whole block of columns is sorted at once with minimum and maximum alone. Batcher's
 * merge exchange (1968; Knuth, The Art of Computer Programming 3, algorithm 5.2.2M), less what the
 * ranks asked for do not need. Immutable.
 */
public final class SortingNetwork {
  /** Every chunk of a round asks for the same one, and few rounds are made at a time. */
  private static final int MOST_KEPT = 8;

  private static final Map<Ranks, SortingNetwork> KEPT =
      Collections.synchronizedMap(
          new LinkedHashMap<>(2 * MOST_KEPT, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Ranks, SortingNetwork> eldest) {
              return size() > MOST_KEPT;
            }
          });

  private final int rows;

  /** Pairs of rows: the smaller values are left in the first and the larger ones in the second. */
  private final int[] exchanges;

  /** Which ranks of how many rows a network sorts. */
  private record Ranks(int rows, int from, int to) {}

  private record Exchange(int lower, int upper) {}

  private SortingNetwork(int rows, List<Exchange> exchanges) {
    this.rows = rows;
    this.exchanges =
        exchanges.stream()
            .flatMapToInt(exchange -> IntStream.of(exchange.lower(), exchange.upper()))
            .toArray();
  }

  /** Sorts all rows. */
  public static SortingNetwork of(int rows) {
    return of(rows, 0, rows);
  }

  /**
   * Puts the values of some ranks where sorting would put them; the other rows are left with any of
   * the other values. The networks asked for last are kept.
   *
   * @param rows at least 1
   * @param from the first rank asked for, from 0
   * @param to the rank after the last one asked for, at most {@code rows}
   */
  public static SortingNetwork of(int rows, int from, int to) {
    if (from < 0 || from >= to || to > rows) {
      throw new IllegalArgumentException(
          "ranks "
              + from
              + " to "
              + to
              + " of "
              + rows
              + " rows, expected some of those there are");
    }
    return KEPT.computeIfAbsent(
        new Ranks(rows, from, to),
        ranks -> new SortingNetwork(rows, needed(mergeExchange(rows), from, to)));
  }

  private static List<Exchange> mergeExchange(int rows) {
    List<Exchange> exchanges = new ArrayList<>();
    int top = Integer.highestOneBit(Math.max(1, rows - 1));
    for (int p = top; p > 0; p /= 2) {
      int r = 0;
      int d = p;
      for (int q = top; q >= p; q /= 2) {
        for (int i = 0; i < rows - d; i++) {
          if ((i & p) == r) {
            exchanges.add(new Exchange(i, i + d));
          }
        }
        d = q - p;
        r = p;
      }
    }
    return exchanges;
  }

  /** From the end, the exchanges on which a row asked for depends. */
  private static List<Exchange> needed(List<Exchange> all, int from, int to) {
    BitSet live = new BitSet();
    live.set(from, to);
    List<Exchange> needed = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Exchange exchange = all.get(i);
      if (live.get(exchange.lower()) || live.get(exchange.upper())) {
        live.set(exchange.lower());
        live.set(exchange.upper());
        needed.add(exchange);
      }
    }
    Collections.reverse(needed);
    return List.copyOf(needed);
  }

  /** How many rows it sorts. */
  public int rows() {
    return rows;
  }

  /** How often it compares two rows. */
  int size() {
    return exchanges.length / 2;
  }

  /** Sorts the first {@code n} columns, downwards ascending; {@code -0.0} is under {@code 0.0}. */
  public void sort(double[][] rows, int n) {
    for (int i = 0; i < exchanges.length; i += 2) {
      exchange(rows[exchanges[i]], rows[exchanges[i + 1]], n);
    }
  }

  private static void exchange(double[] lower, double[] upper, int n) {
    for (int i = 0; i < n; i++) {
      double a = lower[i];
      double b = upper[i];
      lower[i] = Math.min(a, b);
      upper[i] = Math.max(a, b);
    }
  }
}
