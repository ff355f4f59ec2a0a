package io.fedlog.learning.staleness;

import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.ServerOptimiser;
import java.util.List;

/**
 * Which aggregation methods a round with windows can ask for: the means by weight, because {@link
 * WindowMix} is one.
 */
public final class WindowMethods {
  private static final List<String> MEANS = List.of("fedavg", "weighted");

  private WindowMethods() {}

  /**
   * Refuses a method that cannot make windows.
   *
   * @throws IllegalArgumentException with the reason; also when there is no such method
   */
  public static void check(String name) {
    AggregationMethod method = Methods.named(name);
    if (!MEANS.contains(name)) {
      throw new IllegalArgumentException(
          "method is %s; expected one of %s in a round with windows: %s"
              .formatted(name, MEANS, reason(method)));
    }
  }

  private static String reason(AggregationMethod method) {
    if (method instanceof CollectedMethod || method instanceof MeasuredMethod) {
      return "it compares updates with each other, and those of a window start from different versions";
    }
    if (method instanceof ServerOptimiser) {
      return "it steps from the one version that all updates start from, and a window has several";
    }
    return "it is no mean by weight";
  }
}
