package io.fedlog.learning.model;

import io.fedlog.learning.features.FeatureSpace;
import java.util.ArrayList;
import java.util.List;

/**
 * The named tensors of a model, one after another in a flat vector, each row-major.
 *
 * <p>Linear: {@code weights [p]}, {@code intercept [1]}. Multilayer: {@code hidden1.weights [p,
 * h1]}, {@code hidden1.bias [h1]}, the same for a second layer, {@code output.weights [h]}, then
 * {@code weights [p]} and {@code intercept [1]} of the linear part. Segmentation: {@code sums
 * [restarts, clusters, p]}, {@code counts [restarts, clusters]}, {@code inertia [restarts]}.
 *
 * @param tensors in order
 */
public record ParameterLayout(List<Tensor> tensors) {

  /** A named array. */
  public record Tensor(String name, List<Integer> shape) {
    public Tensor {
      shape = List.copyOf(shape);
      for (int size : shape) {
        if (size < 1) {
          throw new IllegalArgumentException(
              "tensor " + name + " has shape " + shape + ", expected sizes of at least 1");
        }
      }
    }

    /** The number of elements. */
    public int size() {
      return shape.stream().reduce(1, Math::multiplyExact);
    }
  }

  public ParameterLayout {
    tensors = List.copyOf(tensors);
    long names = tensors.stream().map(Tensor::name).distinct().count();
    if (names != tensors.size()) {
      throw new IllegalArgumentException("tensor names repeat in " + tensors);
    }
  }

  static ParameterLayout of(ModelSpec spec, FeatureSpace space) {
    int width = space.width();
    List<Tensor> tensors = new ArrayList<>();
    if (!spec.type().supervised()) {
      tensors.add(new Tensor("sums", List.of(spec.restarts(), spec.clusters(), width)));
      tensors.add(new Tensor("counts", List.of(spec.restarts(), spec.clusters())));
      tensors.add(new Tensor("inertia", List.of(spec.restarts())));
      return new ParameterLayout(tensors);
    }
    if (spec.form(space) == Form.MULTILAYER) {
      int inputs = width;
      for (int layer = 0; layer < spec.hidden().size(); layer++) {
        int units = spec.hidden().get(layer);
        tensors.add(new Tensor("hidden" + (layer + 1) + ".weights", List.of(inputs, units)));
        tensors.add(new Tensor("hidden" + (layer + 1) + ".bias", List.of(units)));
        inputs = units;
      }
      tensors.add(new Tensor("output.weights", List.of(inputs)));
    }
    tensors.add(new Tensor("weights", List.of(width)));
    tensors.add(new Tensor("intercept", List.of(1)));
    return new ParameterLayout(tensors);
  }

  /** The number of parameters. */
  public int size() {
    return tensors.stream().mapToInt(Tensor::size).reduce(0, Math::addExact);
  }

  /** Where a tensor begins in the flat vector. */
  public int offset(String name) {
    int offset = 0;
    for (Tensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return offset;
      }
      offset += tensor.size();
    }
    throw new IllegalArgumentException(
        "no tensor " + name + ", expected one of " + tensors.stream().map(Tensor::name).toList());
  }

  /**
   * Checks the length of a flat vector.
   *
   * @throws IllegalArgumentException naming both lengths
   */
  public void requireSize(int length) {
    if (length != size()) {
      throw new IllegalArgumentException(
          "a model of " + length + " parameters came, expected " + size() + " for " + tensors);
    }
  }
}
