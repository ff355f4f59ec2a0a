package io.fedlog.learning.model;

import io.fedlog.learning.method.Encoding;
import java.util.Arrays;
import java.util.Locale;

/** The built-in model types. Their names are those of the REST contract. */
public enum ModelType {
  /** Regression, identity link. */
  SALES_FORECAST("rmse", false),
  /** Counts, log link (quasi-Poisson, so that any target &gt;= 0 will do). */
  DEMAND_PREDICTION("rmse", false),
  /** k-means: the model is sums and counts per centre. */
  CUSTOMER_SEGMENTATION("inertia", false),
  /** Binary classification, logit link. */
  CHURN_PREDICTION("auc", true);

  private final String metric;
  private final boolean higherIsBetter;

  ModelType(String metric, boolean higherIsBetter) {
    this.metric = metric;
    this.higherIsBetter = higherIsBetter;
  }

  /** The type of that name, such as {@code sales_forecast}. */
  public static ModelType named(String name) {
    for (ModelType type : values()) {
      if (type.wireName().equals(name)) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "model_type is \""
            + name
            + "\", expected one of "
            + Arrays.stream(values()).map(ModelType::wireName).toList());
  }

  /** The name on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The metric its models are compared by. */
  public String metric() {
    return metric;
  }

  /** Whether more of the metric is better. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Whether rows need a target. */
  public boolean supervised() {
    return this != CUSTOMER_SEGMENTATION;
  }

  /** The method that makes a global model of the stores' updates unless a round says otherwise. */
  public String aggregationMethod() {
    return supervised() ? "weighted" : "sum";
  }

  /** How its updates are written. */
  public Encoding encoding() {
    return supervised() ? Encoding.FLOAT32 : Encoding.FLOAT64;
  }
}
