package io.fedlog.standalone.demo;

import io.fedlog.agent.train.Comparison;
import io.fedlog.agent.train.StoreComparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The demo's end: the federated model beside the stores alone and beside the pooled model. */
final class ComparisonTable {

  private static final int MOST_STORES = 12;
  private static final int WIDEST_NAME = 40;

  private final Comparison comparison;
  private final String what;
  private final int heldOutRows;
  private final int width;

  /**
   * @param what the metric in words, such as "rmse of ln sales"
   */
  ComparisonTable(Comparison comparison, String what) {
    this.comparison = comparison;
    this.what = what;
    this.heldOutRows = comparison.stores().stream().mapToInt(StoreComparison::rows).sum();
    this.width =
        comparison.stores().stream()
            .mapToInt(store -> Math.min(store.storeId().length(), WIDEST_NAME))
            .reduce("median store".length(), Math::max);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s over %d held-out rows, the same for all; %s is better"
            .formatted(what, heldOutRows, comparison.higherIsBetter() ? "higher" : "lower"));
    lines.add("");
    lines.add(line("store", "rows", "alone", "federated", "pooled"));
    if (comparison.stores().size() <= MOST_STORES) {
      comparison.stores().forEach(store -> lines.add(line(store.storeId(), store)));
    } else {
      lines.addAll(summary());
    }
    lines.add(
        line(
            "all stores",
            String.valueOf(heldOutRows),
            Figures.text(comparison.localOnly()),
            Figures.text(comparison.federated()),
            Figures.text(comparison.pooled())));
    lines.add("");
    lines.add(meaning());
    return lines;
  }

  /** Stores at the quartiles of what federation gains them, from the least to the most. */
  private List<String> summary() {
    List<StoreComparison> ranked =
        comparison.stores().stream()
            .filter(store -> store.alone().isPresent() && store.federated().isPresent())
            .sorted(Comparator.comparingDouble(this::gain))
            .toList();
    if (ranked.isEmpty()) {
      return List.of();
    }
    List<String> names =
        List.of("gains least", "1st quartile", "median", "3rd quartile", "gains most");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      StoreComparison store = ranked.get(i * (ranked.size() - 1) / (names.size() - 1));
      lines.add(line(names.get(i) + ": " + store.storeId(), store));
    }
    return lines;
  }

  private double gain(StoreComparison store) {
    double gain = store.federated().orElseThrow() - store.alone().orElseThrow();
    return comparison.higherIsBetter() ? gain : -gain;
  }

  private String line(String name, StoreComparison store) {
    return line(
        name,
        String.valueOf(store.rows()),
        Figures.text(store.alone()),
        Figures.text(store.federated()),
        "");
  }

  private String line(String name, String rows, String alone, String federated, String pooled) {
    String cut = name.length() > nameWidth() ? name.substring(0, nameWidth() - 1) + "…" : name;
    return String.format(
            Locale.ROOT,
            "  %-" + nameWidth() + "s  %7s  %9s  %9s  %9s",
            cut,
            rows,
            alone,
            federated,
            pooled)
        .stripTrailing();
  }

  private int nameWidth() {
    return comparison.stores().size() <= MOST_STORES ? width : WIDEST_NAME;
  }

  /** One plain sentence. */
  String meaning() {
    return ("The federated model is %s than the stores alone (%d of %d stores gain) and %s than the"
            + " pooled model, for which every row would have to leave its store.")
        .formatted(
            against(comparison.localOnly()),
            comparison.storesBetterThanAlone(),
            comparison.storesCompared(),
            against(comparison.pooled()));
  }

  /** How the federated figure stands to another. */
  private String against(double other) {
    double federated = comparison.federated();
    boolean better = comparison.higherIsBetter() ? federated > other : federated < other;
    String word = better ? " better" : " worse";
    if (comparison.metric().equals("auc")) {
      return Figures.text(Math.abs(federated - other)) + " of AUC" + word;
    }
    double share = other == 0 ? 0 : Math.abs(federated - other) / Math.abs(other);
    return Figures.percent(share) + word;
  }
}
