package io.fedlog.standalone.simulate;

import java.util.Arrays;
import java.util.Random;

/**
 * How rows are divided among stores; every store gets as many, but for one.
 *
 * @param alpha concentration of the stores' label shares around those of all rows, on average so
 *     much for each label: 0.1 leaves most stores one label or two, 100 nearly the same mix at all;
 *     infinite divides evenly
 */
public record Partition(double alpha) {
  private static final String DIRICHLET = "dirichlet=";

  public Partition {
    if (!(alpha > 0)) {
      throw new IllegalArgumentException(
          "--partition dirichlet=" + alpha + "; expected a number above 0 such as 0.1");
    }
  }

  /** Reads {@code iid} or {@code dirichlet=ALPHA}. */
  public static Partition of(String text) {
    if (text.equals("iid")) {
      return new Partition(Double.POSITIVE_INFINITY);
    }
    try {
      if (text.startsWith(DIRICHLET)) {
        return new Partition(Double.parseDouble(text.substring(DIRICHLET.length())));
      }
    } catch (NumberFormatException e) {
      // reported below, with what was expected
    }
    throw new IllegalArgumentException(
        "--partition is " + text + "; expected iid, or dirichlet=ALPHA such as dirichlet=0.1");
  }

  boolean isEven() {
    return Double.isInfinite(alpha);
  }

  /** Each store's rows. */
  int[][] split(LabelledRows rows, int stores, Random random) {
    if (rows.count() < stores) {
      throw new IllegalArgumentException(
          "--stores is %d, but there are %d training rows; expected a row for each store"
              .formatted(stores, rows.count()));
    }
    int[] shuffled = shuffled(rows.count(), random);
    return isEven() ? dealt(shuffled, stores) : skewed(rows, shuffled, stores, random);
  }

  private static int[][] dealt(int[] shuffled, int stores) {
    int[][] split = new int[stores][];
    for (int store = 0; store < stores; store++) {
      split[store] =
          Arrays.copyOfRange(
              shuffled,
              first(shuffled.length, stores, store),
              first(shuffled.length, stores, store + 1));
    }
    return split;
  }

  /**
   * Every store draws the shares of its labels and then its rows' labels, as long as rows of them
   * are left (Hsu, Qi, Brown, "Measuring the Effects of Non-Identical Data Distribution for
   * Federated Visual Classification", 2019).
   */
  private int[][] skewed(LabelledRows rows, int[] shuffled, int stores, Random random) {
    int[] left = rows.countByLabel();
    int[][] pools = new int[rows.classes()][];
    Arrays.setAll(pools, label -> new int[left[label]]);
    int[] filled = new int[pools.length];
    for (int row : shuffled) {
      int label = rows.labels()[row];
      pools[label][filled[label]++] = row;
    }
    double[] alphas = new double[pools.length];
    Arrays.setAll(alphas, label -> alpha * left[label] * pools.length / shuffled.length);
    int[][] split = new int[stores][];
    for (int store = 0; store < stores; store++) {
      double[] shares = Dirichlet.draw(alphas, random);
      split[store] =
          new int
              [first(shuffled.length, stores, store + 1) - first(shuffled.length, stores, store)];
      for (int i = 0; i < split[store].length; i++) {
        int label = label(shares, left, random);
        split[store][i] = pools[label][--left[label]];
      }
    }
    return split;
  }

  /** By the store's shares among labels of which rows are left; else by what is left. */
  private static int label(double[] shares, int[] left, Random random) {
    double[] chances = new double[left.length];
    Arrays.setAll(chances, label -> left[label] > 0 ? shares[label] : 0);
    if (Arrays.stream(chances).allMatch(chance -> chance == 0)) {
      Arrays.setAll(chances, label -> left[label]);
    }
    double point = random.nextDouble() * Arrays.stream(chances).reduce(0, Double::sum);
    int last = 0;
    for (int label = 0; label < chances.length; label++) {
      if (chances[label] > 0) {
        last = label;
        point -= chances[label];
        if (point < 0) {
          break;
        }
      }
    }
    return last;
  }

  private static int first(int rows, int stores, int store) {
    return (int) ((long) rows * store / stores);
  }

  private static int[] shuffled(int count, Random random) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    Shuffle.shuffle(order, random);
    return order;
  }
}
