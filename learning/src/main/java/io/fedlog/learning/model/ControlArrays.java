package io.fedlog.learning.model;

import io.fedlog.learning.model.ParameterLayout.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * SCAFFOLD's control variates as arrays of a version: after all of the model's own, one for each,
 * of the same shape. Of no use to a model but in training.
 */
public final class ControlArrays {
  /** The name under which a store keeps its own control variate, flat. */
  public static final String OWN = "control";

  private static final String PREFIX = "control.";

  private ControlArrays() {}

  /** The layout of a version that has them. */
  public static ParameterLayout beside(ParameterLayout model) {
    List<Tensor> tensors = new ArrayList<>(model.tensors());
    for (Tensor tensor : model.tensors()) {
      tensors.add(new Tensor(PREFIX + tensor.name(), tensor.shape()));
    }
    return new ParameterLayout(tensors);
  }

  /** Whether that is the name of one. */
  public static boolean isOne(String array) {
    return array.startsWith(PREFIX);
  }

  /** The model's own parameters of a version that may have them. */
  public static double[] model(ParameterLayout model, double[] version) {
    return version.length == 2 * model.size() ? Arrays.copyOf(version, model.size()) : version;
  }

  /** The control variates of a version that has them, in the order of the model's parameters. */
  public static double[] controls(ParameterLayout model, double[] version) {
    beside(model).requireSize(version.length);
    return Arrays.copyOfRange(version, model.size(), version.length);
  }

  /**
   * Refuses a base version that lacks them when a round needs them, or has them when it does not.
   *
   * @param arrays names of all of the version's arrays
   * @param needed whether the round's client method needs them
   */
  static void require(List<String> arrays, boolean needed) {
    List<String> controls = arrays.stream().filter(ControlArrays::isOne).toList();
    List<String> expected =
        needed
            ? arrays.stream().filter(name -> !isOne(name)).map(name -> PREFIX + name).toList()
            : List.of();
    if (!controls.equals(expected)) {
      throw new IllegalArgumentException(
          "the base version has the control variates %s, expected %s: start from a version that was trained %s client_method scaffold, or let a new plan make the first one"
              .formatted(controls, expected, needed ? "with" : "without"));
    }
  }
}
