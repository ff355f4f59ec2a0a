package io.fedlog.learning.model;

import io.fedlog.learning.features.Feature;
import io.fedlog.learning.features.FeatureSpace;
import java.util.List;

/** The first version of a model: a function of the spec and the space alone. */
public final class InitialParameters {
  /**
   * First hidden layer: variance 2/p as for rectifiers, which suits tanh with inputs of deviation
   * 1.
   */
  private static final double INPUT_GAIN = 2;

  /** The hidden layers start small beside the linear part. */
  private static final double OUTPUT_GAIN = 0.3;

  private InitialParameters() {}

  /** The flat vector in the layout's order; float values for a supervised model. */
  public static double[] of(ModelSpec spec, FeatureSpace space) {
    ParameterLayout layout = spec.layout(space);
    double[] values = new double[layout.size()];
    SeededNumbers numbers = new SeededNumbers(spec.seed());
    if (!spec.type().supervised()) {
      centres(spec, space, layout, values, numbers);
      return values;
    }
    if (spec.form(space) == Form.MULTILAYER) {
      layers(spec.hidden(), space, layout, values, numbers);
    }
    if (spec.type() == ModelType.CHURN_PREDICTION) {
      double rate = Math.min(Math.max(space.targetMean(), 1e-6), 1 - 1e-6);
      values[layout.offset("intercept")] = StrictMath.log(rate / (1 - rate));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) values[i];
    }
    return values;
  }

  private static void layers(
      List<Integer> hidden,
      FeatureSpace space,
      ParameterLayout layout,
      double[] values,
      SeededNumbers numbers) {
    int at = layout.offset("hidden1.weights");
    for (Feature feature : space.features()) {
      // Dividing by the spread lets a rare category speak as loudly as a number at the start.
      double scale = Math.sqrt(INPUT_GAIN / space.width()) / feature.spread();
      for (int unit = 0; unit < hidden.get(0); unit++) {
        values[at++] = scale * numbers.normal();
      }
    }
    int inputs = hidden.get(0);
    if (hidden.size() == 2) {
      at = layout.offset("hidden2.weights");
      for (int i = 0; i < inputs * hidden.get(1); i++) {
        values[at++] = numbers.normal() / Math.sqrt(inputs);
      }
      inputs = hidden.get(1);
    }
    at = layout.offset("output.weights");
    for (int unit = 0; unit < inputs; unit++) {
      values[at++] = OUTPUT_GAIN * numbers.normal() / Math.sqrt(inputs);
    }
  }

  /** Normal numbers for numbers, one random category a column; each centre stands for one row. */
  private static void centres(
      ModelSpec spec,
      FeatureSpace space,
      ParameterLayout layout,
      double[] values,
      SeededNumbers numbers) {
    int at = 0;
    int centres = spec.restarts() * spec.clusters();
    for (int centre = 0; centre < centres; centre++) {
      String column = "";
      double left = 0;
      for (Feature feature : space.features()) {
        if (!feature.column().equals(column)) {
          column = feature.column();
          left =
              numbers.uniform()
                  * space.features().stream()
                      .filter(f -> f.column().equals(feature.column()))
                      .count();
        }
        boolean value = feature.part() == Feature.Part.VALUE;
        values[at++] = value ? numbers.normal() : left >= 0 && left < 1 ? 1 : 0;
        left -= 1;
      }
      values[layout.offset("counts") + centre] = 1;
    }
  }
}
