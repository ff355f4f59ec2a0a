package io.fedlog.coordinator.rest.body;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Parameters as a client sent them.
 *
 * @param layout arrays in the order they came, or in their round's. A layer that was a list of
 *     arrays of different shapes is several, named {@code layer[0]}, {@code layer[1]}, ...
 * @param encoding FLOAT64, or FLOAT32 where they were read for a round of that encoding
 * @param values in that order, little-endian
 */
public record Parameters(List<Tensor> layout, Encoding encoding, ByteBuffer values) {
  public Parameters {
    layout = List.copyOf(layout);
  }

  /** Whether the values lie in an array that is the round's update as it is. */
  boolean isUpdateOf(RoundDefinition round) {
    return values.hasArray()
        && values.array().length == values.remaining()
        && encoding == round.getEncoding()
        && layout.equals(round.getLayout());
  }
}
