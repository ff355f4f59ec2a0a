package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.runtime.tensors.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the numbers of arrays from a stream, a slice at a time. Not thread-safe. */
final class NumberInput {

  private static final int SLICE = 64 * 1024;

  private final InputStream in;
  private final boolean singles;
  private final ByteBuffer slice = ByteBuffer.allocate(SLICE).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * @param singles whether numbers must be within the range of single precision
   */
  NumberInput(InputStream in, boolean singles) {
    this.in = in;
    this.singles = singles;
  }

  /**
   * Reads one array.
   *
   * @param array its name, for messages
   * @param count numbers
   * @throws BodyException when the body ends before, or a number is none that an update may have
   */
  void read(String array, TensorType type, long count, NumberSink sink) throws IOException {
    requireNumbers(array, type);
    long done = 0;
    while (done < count) {
      fill(array, (int) Math.min(SLICE, (count - done) * type.bytes()));
      while (slice.hasRemaining()) {
        sink.add(number(array, type, done++));
      }
    }
  }

  private void fill(String array, int bytes) throws IOException {
    int came = in.readNBytes(slice.array(), 0, bytes);
    if (came < bytes) {
      throw BodyException.malformed(
          "model_parameters: the body ends within array \"" + array + "\"; send it whole");
    }
    slice.position(0).limit(bytes);
  }

  private double number(String array, TensorType type, long index) {
    double value;
    try {
      value = type.next(slice);
    } catch (ArithmeticException e) {
      throw unfit(array, index, String.valueOf(e.getMessage()));
    }
    if (!Double.isFinite(value) || singles && Float.isInfinite((float) value)) {
      throw unfit(array, index, String.valueOf(value));
    }
    return value;
  }

  /** Refuses an array whose elements are no numbers. */
  static void requireNumbers(String array, TensorType type) {
    if (!type.isNumber()) {
      throw BodyException.unfit(
          "model_parameters: array \""
              + array
              + "\" is of "
              + type
              + "; expected F64, F32, F16, BF16 or whole numbers");
    }
  }

  private BodyException unfit(String array, long index, String came) {
    return BodyException.unfit(
        "model_parameters: number %d (from 0) of array \"%s\" is %s; expected finite numbers%s"
            .formatted(index, array, came, singles ? " within single precision" : ""));
  }
}
