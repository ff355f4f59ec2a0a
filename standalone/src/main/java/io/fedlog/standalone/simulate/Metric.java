package io.fedlog.standalone.simulate;

import java.util.Locale;

/** What versions are compared by. */
public enum Metric {
  AUC,
  ACCURACY,
  LOSS;

  /** The name in files and flags. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  double of(Measures measures) {
    return switch (this) {
      case AUC -> measures.auc();
      case ACCURACY -> measures.accuracy();
      case LOSS -> measures.loss();
    };
  }

  boolean higherIsBetter() {
    return this != LOSS;
  }
}
