package io.fedlog.standalone.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say what the rows mean. */
final class DataFlags {

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "The chain's rows: a CSV file with a header line, UTF-8, which may be gzipped. Without it"
              + " a chain is invented.")
  private @Nullable Path data;

  @Option(
      names = "--model",
      paramLabel = "TYPE",
      description = {
        "What is learned: sales_forecast (a number), demand_prediction (a count), churn_prediction"
            + " (yes or no), customer_segmentation (groups). Default: sales_forecast"
      })
  private @Nullable String model;

  @Option(
      names = "--store-column",
      paramLabel = "A[,B]",
      description = "Column or columns that name a row's store. Needed with --data.")
  private @Nullable String storeColumn;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description =
          "Column to predict; for churn_prediction 0/1, yes/no, true/false, or a rule in quotes"
              + " such as \"num>0\". Needed with --data, save for customer_segmentation.")
  private @Nullable String target;

  @Option(
      names = "--features",
      paramLabel = "A,B",
      description = "The only columns to learn from. Default: all others.")
  private @Nullable String features;

  @Option(names = "--drop", paramLabel = "A,B", description = "Columns to leave out.")
  private @Nullable String drop;

  @Option(
      names = "--log",
      paramLabel = "A,B",
      description = "Numeric columns to take the natural logarithm of.")
  private @Nullable String log;

  @Option(
      names = "--log1p",
      paramLabel = "A,B",
      description = "Numeric columns x to take ln(1 + x) of.")
  private @Nullable String log1p;

  @Option(
      names = "--log-target",
      description = "Predict the target's natural logarithm; figures are on that scale.")
  private boolean logTarget;

  @Option(
      names = "--categorical",
      paramLabel = "A,B",
      description = "Columns that are categories, whatever they look like.")
  private @Nullable String categorical;

  @Option(
      names = "--numeric",
      paramLabel = "A,B",
      description = "Columns that are numbers, whatever they look like.")
  private @Nullable String numeric;

  @Option(
      names = "--time-column",
      paramLabel = "COLUMN",
      description = "Column that is a date (2026-11-20), which gives calendar features.")
  private @Nullable String timeColumn;

  @Option(
      names = "--train-rows",
      paramLabel = "N",
      description =
          "Keep each store's N training rows with the smallest SHA-256. Default: all of them.")
  private @Nullable Integer trainRows;

  @Nullable Path data() {
    return data;
  }

  /** Those that were given, under their names with underscores. */
  Map<String, String> config() {
    Map<String, String> described = described();
    if (data == null && !described.isEmpty()) {
      throw new IllegalArgumentException(
          "--"
              + described
                  .keySet()
                  .iterator()
                  .next()
                  .replace('_', '-')
                  .replace("model-type", "model")
              + " says what a file holds; name the file with --data.");
    }
    put(described, "features", features);
    put(described, "drop", drop);
    put(described, "train_rows", trainRows);
    if (data != null) {
      described.putIfAbsent("model_type", "sales_forecast");
    }
    return described;
  }

  private Map<String, String> described() {
    Map<String, String> config = new TreeMap<>();
    put(config, "model_type", model);
    put(config, "store_column", storeColumn);
    put(config, "target", target);
    put(config, "log", log);
    put(config, "log1p", log1p);
    put(config, "log_target", logTarget ? "true" : null);
    put(config, "categorical", categorical);
    put(config, "numeric", numeric);
    put(config, "time_column", timeColumn);
    return config;
  }

  static void put(Map<String, String> config, String key, @Nullable Object value) {
    if (value != null) {
      config.put(key, value.toString());
    }
  }
}
