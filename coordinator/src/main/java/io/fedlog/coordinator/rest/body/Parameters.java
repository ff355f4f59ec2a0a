package io.fedlog.coordinator.rest.body;

import io.fedlog.schemas.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Parameters as a client sent them.
 *
 * @param layout arrays in the order they came. A layer that was a list of arrays of different
 *     shapes is several, named {@code layer[0]}, {@code layer[1]}, ...
 * @param values little-endian doubles in that order
 */
public record Parameters(List<Tensor> layout, ByteBuffer values) {
  public Parameters {
    layout = List.copyOf(layout);
  }
}
