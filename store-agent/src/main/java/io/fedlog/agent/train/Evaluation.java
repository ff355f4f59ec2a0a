package io.fedlog.agent.train;

import io.fedlog.learning.model.ModelType;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model did on held-out rows, as sums that can be added over stores.
 *
 * @param type decides the metric
 * @param rows how many
 * @param loss summed loss; for a segmentation the inertia
 * @param squaredError summed, in the target's unit squared
 * @param correct rows whose label came out right; only for labels
 * @param scores of each row; they stay in the process, AUC needs them
 * @param targets of each row
 */
public record Evaluation(
    ModelType type,
    int rows,
    double loss,
    double squaredError,
    int correct,
    double[] scores,
    double[] targets) {

  /** One evaluation of all rows. */
  public static Evaluation pool(List<Evaluation> parts) {
    ModelType type = parts.get(0).type();
    return new Evaluation(
        type,
        parts.stream().mapToInt(Evaluation::rows).sum(),
        parts.stream().mapToDouble(Evaluation::loss).sum(),
        parts.stream().mapToDouble(Evaluation::squaredError).sum(),
        parts.stream().mapToInt(Evaluation::correct).sum(),
        parts.stream().flatMapToDouble(p -> Arrays.stream(p.scores())).toArray(),
        parts.stream().flatMapToDouble(p -> Arrays.stream(p.targets())).toArray());
  }

  /** The type's metric; empty without rows, or for AUC without both labels. */
  public OptionalDouble metric() {
    if (rows == 0) {
      return OptionalDouble.empty();
    }
    return switch (type) {
      case SALES_FORECAST, DEMAND_PREDICTION -> OptionalDouble.of(Math.sqrt(squaredError / rows));
      case CUSTOMER_SEGMENTATION -> OptionalDouble.of(loss);
      case CHURN_PREDICTION -> Auc.of(scores, targets);
    };
  }

  /** Named numbers for a metrics record: rows, loss per row, and the type's own. */
  public SortedMap<String, Double> numbers() {
    SortedMap<String, Double> numbers = new TreeMap<>();
    numbers.put("evaluation_rows", (double) rows);
    if (rows == 0) {
      return numbers;
    }
    numbers.put("evaluation_loss", loss / rows);
    metric().ifPresent(value -> numbers.put(type.metric(), value));
    if (type == ModelType.CHURN_PREDICTION) {
      numbers.put("accuracy", (double) correct / rows);
    }
    return numbers;
  }

  /** Whether this is better than the other; false when either has no metric or they are equal. */
  public boolean betterThan(Evaluation other) {
    OptionalDouble own = metric();
    OptionalDouble others = other.metric();
    if (own.isEmpty() || others.isEmpty()) {
      return false;
    }
    return type.higherIsBetter()
        ? own.getAsDouble() > others.getAsDouble()
        : own.getAsDouble() < others.getAsDouble();
  }
}
