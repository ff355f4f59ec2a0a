package io.fedlog.standalone.metrics;

import static io.fedlog.standalone.metrics.FactColumn.computed;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A view that people query: each fact once, the newest of what was written of it. */
enum FactView {
  ROUNDS(
      "a row a round that is over and counted",
      FactTable.ROUNDS.columns(),
      FactTable.ROUNDS.newest(),
      "ended_at, round_id"),
  STORES(
      "a row a number of a store about a version",
      FactTable.STORES.columns(),
      FactTable.STORES.newest(),
      "measured_at, round_id, store_id, model_version, phase, metric_name"),
  REFUSALS(
      "a row a round and a reason for which attempts were refused",
      List.of(
          of(FactTable.ROUNDS, "round_id"),
          of(FactTable.ROUNDS, "model_type"),
          of(FactTable.ROUNDS, "ended_at"),
          computed("reason", "VARCHAR", "A code: bad_weight, wrong_base, too_stale, ..."),
          computed("attempts", "BIGINT", "Attempts refused for it.")),
      """
      SELECT round_id, model_type, ended_at, entry.key AS reason, entry.value AS attempts
      FROM (SELECT *, unnest(map_entries(attempts_rejected_by_reason)) AS entry FROM rounds)\
      """,
      "ended_at, round_id, reason"),
  TRAINING_METRICS(
      "a row a round and a number of training_metrics",
      List.of(
          of(FactTable.ROUNDS, "round_id"),
          of(FactTable.ROUNDS, "model_type"),
          of(FactTable.ROUNDS, "plan_id"),
          of(FactTable.ROUNDS, "round_number"),
          of(FactTable.ROUNDS, "model_version"),
          of(FactTable.ROUNDS, "ended_at"),
          computed("metric_name", "VARCHAR", "What the stores measured while they trained."),
          computed("metric_value", "DOUBLE", "The mean over the cohort, weighted by rows.")),
      """
      SELECT round_id, model_type, plan_id, round_number, model_version, ended_at,
        entry.key AS metric_name, entry.value AS metric_value
      FROM (SELECT *, unnest(map_entries(training_metrics)) AS entry FROM rounds)\
      """,
      "ended_at, round_id, metric_name"),
  WINDOWS(
      "a row a window of an asynchronous round",
      List.of(
          of(FactTable.STORES, "round_id"),
          of(FactTable.STORES, "model_type"),
          of(FactTable.STORES, "window_number"),
          of(FactTable.STORES, "model_version"),
          computed("updates", "BIGINT", "Updates in the window."),
          computed("samples", "BIGINT", "Rows they were trained on, as their seals say."),
          computed("staleness_mean_windows", "DOUBLE", "Mean of their staleness, in windows."),
          computed("staleness_max_windows", "DOUBLE", "The largest of it, in windows."),
          computed("made_at", "TIMESTAMP", "When the version was made.")),
      """
      SELECT round_id, model_type, window_number, model_version, count(*) AS updates,
        sum(samples)::BIGINT AS samples, avg(metric_value) AS staleness_mean_windows,
        max(metric_value) AS staleness_max_windows, max(measured_at) AS made_at
      FROM stores WHERE phase = 'aggregate' AND metric_name = 'staleness'
      GROUP BY round_id, model_type, window_number, model_version\
      """,
      "made_at, round_id, window_number"),
  PRIVACY(
      "a row a page of stores on whom a round spent privacy; most rounds have one",
      FactTable.PRIVACY.columns(),
      FactTable.PRIVACY.newest(),
      "charged_at, round_id, page"),
  BUDGETS(
      "a row a model type's privacy budget, and what is spent of it",
      FactTable.BUDGETS.columns(),
      FactTable.BUDGETS.newest(),
      "model_type");

  private final String meaning;
  private final List<FactColumn> columns;
  private final String query;
  private final String order;

  FactView(String meaning, List<FactColumn> columns, String query, String order) {
    this.meaning = meaning;
    this.columns = columns;
    this.query = query;
    this.order = order;
  }

  /** As SQL knows it. */
  String view() {
    return name().toLowerCase(Locale.ROOT);
  }

  String meaning() {
    return meaning;
  }

  List<FactColumn> columns() {
    return columns;
  }

  String create() {
    return "CREATE VIEW " + view() + " AS " + query;
  }

  /** All of it, always in the same order. */
  String all() {
    return "SELECT * FROM " + view() + " ORDER BY " + order;
  }

  private static FactColumn of(FactTable table, String name) {
    return Stream.of(table)
        .flatMap(of -> of.columns().stream())
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
