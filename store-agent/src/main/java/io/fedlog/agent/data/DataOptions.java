package io.fedlog.agent.data;

import io.fedlog.learning.model.ModelType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a file's columns are used. Keys of {@link #of} are the command line's flags with underscores.
 *
 * @param modelType {@code model_type}
 * @param storeColumns {@code store_column}: columns whose values name a row's store
 * @param target {@code target}: a column, or a rule such as {@code num>0}; null for segmentation
 * @param features {@code features}: the only columns to learn from; empty = all others
 * @param drop {@code drop}: columns to leave out
 * @param log {@code log}: numeric columns to take the natural logarithm of
 * @param log1p {@code log1p}: numeric columns to take ln(1 + x) of
 * @param logTarget {@code log_target}: whether to predict the target's natural logarithm
 * @param categorical {@code categorical}: columns stated to be categories
 * @param numeric {@code numeric}: columns stated to be numbers
 * @param timeColumn {@code time_column}: a column stated to be a date; null = none
 * @param trainRows {@code train_rows}: training rows to keep at each store; 0 = all
 */
public record DataOptions(
    ModelType modelType,
    List<String> storeColumns,
    @Nullable String target,
    List<String> features,
    List<String> drop,
    List<String> log,
    List<String> log1p,
    boolean logTarget,
    List<String> categorical,
    List<String> numeric,
    @Nullable String timeColumn,
    int trainRows) {

  public DataOptions {
    storeColumns = List.copyOf(storeColumns);
    features = List.copyOf(features);
    drop = List.copyOf(drop);
    log = List.copyOf(log);
    log1p = List.copyOf(log1p);
    categorical = List.copyOf(categorical);
    numeric = List.copyOf(numeric);
    if (modelType.supervised() && target == null) {
      throw new DataException(
          modelType.wireName() + " needs the column to predict; name it with --target");
    }
    if (!modelType.supervised() && target != null) {
      throw new DataException(
          modelType.wireName() + " predicts no column; leave --target " + target + " out");
    }
    if (trainRows < 0) {
      throw new DataException("--train-rows is " + trainRows + ", expected 1 or more");
    }
    if (logTarget && modelType == ModelType.CHURN_PREDICTION) {
      throw new DataException("--log-target makes no sense for the label of churn_prediction");
    }
    for (String column : categorical) {
      if (numeric.contains(column) || log.contains(column) || log1p.contains(column)) {
        throw new DataException("column " + column + " is stated to be both category and number");
      }
    }
  }

  /** Reads flags; lists are separated by commas, absent keys mean nothing is asked. */
  public static DataOptions of(Map<String, String> flags) {
    return new DataOptions(
        ModelType.named(flags.getOrDefault("model_type", "sales_forecast")),
        list(flags, "store_column"),
        text(flags, "target"),
        list(flags, "features"),
        list(flags, "drop"),
        list(flags, "log"),
        list(flags, "log1p"),
        Boolean.parseBoolean(flags.getOrDefault("log_target", "false")),
        list(flags, "categorical"),
        list(flags, "numeric"),
        text(flags, "time_column"),
        whole(flags, "train_rows"));
  }

  private static @Nullable String text(Map<String, String> flags, String key) {
    String text = flags.getOrDefault(key, "").trim();
    return text.isEmpty() ? null : text;
  }

  private static List<String> list(Map<String, String> flags, String key) {
    return Arrays.stream(flags.getOrDefault(key, "").split(","))
        .map(String::trim)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static int whole(Map<String, String> flags, String key) {
    String text = flags.getOrDefault(key, "0").trim();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new DataException(key + " is \"" + text + "\", expected a whole number", e);
    }
  }
}
