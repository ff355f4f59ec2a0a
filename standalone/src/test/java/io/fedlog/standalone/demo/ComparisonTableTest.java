package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.train.Comparison;
import io.fedlog.agent.train.StoreComparison;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {

  @Test
  void shouldShowEveryStore_whenThereAreFew() {
    Comparison comparison =
        new Comparison(
            "rmse",
            false,
            0.3,
            0.4,
            0.25,
            0.6,
            1,
            2,
            List.of(store("north", 0.5, 0.25), store("south", 0.7, 0.75)));

    assertThat(new ComparisonTable(comparison, "rmse of ln sales").lines())
        .containsExactly(
            "rmse of ln sales over 20 held-out rows, the same for all; lower is better",
            "",
            "  store            rows      alone  federated     pooled",
            "  north              10     0.5000     0.2500",
            "  south              10     0.7000     0.7500",
            "  all stores         20     0.6000     0.3000     0.2500",
            "",
            "The federated model is 50 % better than the stores alone (1 of 2 stores gain) and 20 %"
                + " worse than the pooled model, for which every row would have to leave its"
                + " store.");
  }

  @Test
  void shouldShowTheQuartilesOfTheGain_whenThereAreManyStores() {
    // Store k gains k hundredths, so the quartiles of 13 stores are those with 0, 3, 6, 9 and 12.
    List<StoreComparison> stores =
        IntStream.range(0, 13).mapToObj(k -> store("s%02d".formatted(k), 1, 1 - 0.01 * k)).toList();

    List<String> lines =
        new ComparisonTable(
                new Comparison("rmse", false, 0.94, 1, 1, 1, 12, 13, stores), "rmse of y")
            .lines();

    assertThat(lines).filteredOn(line -> line.contains(": s")).hasSize(5);
    assertThat(lines).anyMatch(line -> line.matches("  gains least: s00 +10 +1\\.0000 +1\\.0000"));
    assertThat(lines).anyMatch(line -> line.matches("  1st quartile: s03 +10 +1\\.0000 +0\\.9700"));
    assertThat(lines).anyMatch(line -> line.matches("  gains most: s12 +10 +1\\.0000 +0\\.8800"));
  }

  @Test
  void shouldSpeakOfPoints_whenTheMetricIsAuc() {
    Comparison comparison =
        new Comparison("auc", true, 0.9, 0.9, 0.91, 0.85, 1, 1, List.of(store("a", 0.85, 0.9)));

    assertThat(new ComparisonTable(comparison, "auc of churn").meaning())
        .contains("0.0500 of AUC better than the stores alone")
        .contains("0.0100 of AUC worse than the pooled model");
  }

  @Test
  void shouldShowADash_whenAStoreHasNoFigure() {
    StoreComparison oneLabel =
        new StoreComparison("a", 4, OptionalDouble.empty(), OptionalDouble.empty());
    Comparison comparison =
        new Comparison("auc", true, 0.9, 0.9, 0.9, 0.8, 0, 0, List.of(oneLabel));

    assertThat(new ComparisonTable(comparison, "auc of churn").lines())
        .contains("  a                   4          -          -");
  }

  private static StoreComparison store(String name, double alone, double federated) {
    return new StoreComparison(name, 10, OptionalDouble.of(federated), OptionalDouble.of(alone));
  }
}
