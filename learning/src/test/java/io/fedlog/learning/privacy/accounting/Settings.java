package io.fedlog.learning.privacy.accounting;

import java.util.Iterator;
import java.util.List;

/** Mechanisms by words, so that a table of settings can be read. */
final class Settings {

  private Settings() {}

  /** The discrete Laplace by its epsilon for a sensitivity of 1, as dp-accounting has it. */
  static Mechanism mechanism(String words) {
    return mechanism(List.of(words.split(" ")).iterator());
  }

  private static Mechanism mechanism(Iterator<String> words) {
    String kind = words.next();
    double parameter = Double.parseDouble(words.next());
    return switch (kind) {
      case "gauss" -> new Gaussian(parameter);
      case "laplace" -> new Laplace(parameter);
      case "discrete-laplace" -> new DiscreteLaplace(1 / parameter, sensitivity(words));
      case "discrete-gauss" -> new DiscreteGaussian(parameter, sensitivity(words));
      case "sampled" -> new PoissonSampled(parameter, mechanism(words));
      default -> throw new IllegalArgumentException("no mechanism is called " + kind);
    };
  }

  private static int sensitivity(Iterator<String> words) {
    return words.hasNext() ? Integer.parseInt(words.next()) : 1;
  }
}
