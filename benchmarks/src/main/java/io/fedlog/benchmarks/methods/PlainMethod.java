package io.fedlog.benchmarks.methods;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What a method makes of one column, by the formulas of the papers that its class names. */
interface PlainMethod {
  /**
   * The model's parameter.
   *
   * @param column that of each update, and the version's after them
   */
  double of(double[] column);

  /** The method of that name; some look at all of the updates first. */
  static PlainMethod named(String name, CutUpdates updates) {
    int n = updates.count();
    PlainDistances distances = new PlainDistances(updates);
    double tau = MeasuredMethods.tau(updates.parameters());
    return switch (name) {
      case "fedavg", "weighted" -> column -> mean(DoubleStream.of(column).limit(n));
      case "median" -> column -> median(sorted(column, n));
      case "trimmed_mean" ->
          column -> {
            int cut = (int) (MeasuredMethods.TRIM * n);
            return mean(DoubleStream.of(sorted(column, n)).skip(cut).limit(n - 2L * cut));
          };
      case "krum" -> meanOf(nearest(distances.squared(), n).subList(0, 1));
      case "multi_krum" ->
          meanOf(nearest(distances.squared(), n).subList(0, n - MeasuredMethods.BYZANTINE - 2));
      case "bulyan" -> bulyan(distances.squared(), n);
      case "geometric_median" -> mixture(PlainSteps.weiszfeld(distances, n));
      case "norm_clipping" -> mixture(PlainSteps.clipped(distances, n, tau, 1));
      case "centred_clipping" -> mixture(PlainSteps.clipped(distances, n, tau, 3));
      case "fedavgm" -> column -> column[n] + difference(column, n);
      case "fedadam" ->
          column -> adaptive(column, n, 0.1, 0.99 * 1e-6 + 0.01 * squareOf(column, n));
      case "fedyogi" ->
          column -> {
            double square = squareOf(column, n);
            return adaptive(column, n, 0.1, 1e-6 - 0.01 * square * Math.signum(1e-6 - square));
          };
      case "fedadagrad" -> column -> adaptive(column, n, 1, 1e-6 + squareOf(column, n));
      default -> throw new IllegalArgumentException("no formula of method " + name);
    };
  }

  /** Updates by Krum's score, best first. */
  private static List<Integer> nearest(double[][] squared, int n) {
    return byScore(squared, IntStream.range(0, n).boxed().toList());
  }

  private static List<Integer> byScore(double[][] squared, List<Integer> left) {
    int neighbours = Math.max(1, left.size() - MeasuredMethods.BYZANTINE - 2);
    return left.stream()
        .sorted(
            Comparator.comparingDouble(
                i ->
                    left.stream()
                        .filter(j -> !j.equals(i))
                        .mapToDouble(j -> squared[i][j])
                        .sorted()
                        .limit(neighbours)
                        .sum()))
        .toList();
  }

  private static PlainMethod bulyan(double[][] squared, int n) {
    List<Integer> left = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    List<Integer> chosen = new ArrayList<>();
    while (chosen.size() < n - 2 * MeasuredMethods.BYZANTINE) {
      Integer best = byScore(squared, left).get(0);
      chosen.add(best);
      left.remove(best);
    }
    int near = chosen.size() - 2 * MeasuredMethods.BYZANTINE;
    return column -> {
      double[] values = chosen.stream().mapToDouble(i -> column[i]).sorted().toArray();
      double median = median(values);
      return mean(
          DoubleStream.of(values)
              .boxed()
              .sorted(Comparator.comparingDouble(value -> Math.abs(value - median)))
              .limit(near)
              .mapToDouble(Double::doubleValue));
    };
  }

  private static PlainMethod meanOf(List<Integer> chosen) {
    return column -> mean(chosen.stream().mapToDouble(i -> column[i]));
  }

  private static PlainMethod mixture(double[] parts) {
    return column -> IntStream.range(0, parts.length).mapToDouble(i -> parts[i] * column[i]).sum();
  }

  private static double adaptive(double[] column, int n, double first, double second) {
    return column[n] + 0.1 * first * difference(column, n) / (Math.sqrt(second) + 1e-3);
  }

  private static double squareOf(double[] column, int n) {
    return difference(column, n) * difference(column, n);
  }

  private static double difference(double[] column, int n) {
    return mean(DoubleStream.of(column).limit(n)) - column[n];
  }

  private static double mean(DoubleStream values) {
    return values.average().orElseThrow();
  }

  private static double median(double[] sorted) {
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double[] sorted(double[] column, int n) {
    double[] sorted = Arrays.copyOf(column, n);
    Arrays.sort(sorted);
    return sorted;
  }
}
