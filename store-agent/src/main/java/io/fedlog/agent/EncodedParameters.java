package io.fedlog.agent;

import io.fedlog.schemas.Encoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes parameters in a round's encoding. */
final class EncodedParameters {

  private EncodedParameters() {}

  /** The canonical bytes; throws IllegalArgumentException for an encoding that has no numbers. */
  static byte[] of(double[] values, Encoding encoding) {
    if (encoding == Encoding.TEXT) {
      throw new IllegalArgumentException(
          "the round's updates are texts; expected FLOAT32 or FLOAT64 for numbers");
    }
    boolean single = encoding == Encoding.FLOAT32;
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (single ? Float.BYTES : Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (single) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
    }
    return bytes.array();
  }
}
