package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.schemas.Tensor;
import java.util.List;

/** Shapes as somebody claims them, made such as a layout may have. */
final class Shapes {

  /** As many as fit into the depth of a JSON body. */
  static final int MOST_AXES = 20;

  private Shapes() {}

  /**
   * An array of that shape.
   *
   * @throws BodyException when a length is negative, or beyond what any update has
   */
  static Tensor tensor(String name, List<Long> shape) {
    if (shape.size() > MOST_AXES) {
      throw BodyException.unfit(
          "model_parameters: array \"%s\" has %d axes; expected at most %d"
              .formatted(name, shape.size(), MOST_AXES));
    }
    for (long length : shape) {
      if (length < 0 || length > Integer.MAX_VALUE) {
        throw BodyException.unfit(
            "model_parameters: array \"%s\" has shape %s; expected lengths from 0 to %d"
                .formatted(name, shape, Integer.MAX_VALUE));
      }
    }
    return new Tensor(name, shape.stream().map(Long::intValue).toList());
  }

  /**
   * Its numbers.
   *
   * @throws BodyException when they are more than {@code most}
   */
  static int count(Tensor tensor, long most) {
    long count = tensor.getShape().contains(0) ? 0 : 1;
    for (long length : tensor.getShape()) {
      count *= length;
      if (count > most || count > Integer.MAX_VALUE) {
        throw BodyException.unfit(
            "model_parameters: array \"%s\" has shape %s; expected at most %d numbers in all"
                .formatted(tensor.getName(), tensor.getShape(), most));
      }
    }
    return (int) count;
  }
}
