package io.fedlog.runtime.tensors;

import java.util.List;

/**
 * Where one array of a file lies.
 *
 * @param name unique in its file
 * @param type what its numbers are
 * @param shape sizes of 0 or more, outermost first, row-major; empty for a single number
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last
 */
public record TensorEntry(String name, TensorType type, List<Long> shape, long begin, long end) {

  public TensorEntry {
    shape = List.copyOf(shape);
    long bytes = type.bytes();
    for (long size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException(
            "tensor \"" + name + "\" has shape " + shape + ", expected sizes of 0 or more");
      }
      // Zero first: 0 x anything is 0, whatever the sizes before it came to.
      bytes = shape.contains(0L) ? 0 : multiply(name, shape, bytes, size);
    }
    if (begin < 0 || end < begin || end - begin != bytes) {
      throw new IllegalArgumentException(
          "tensor \"%s\" of %s %s has data_offsets [%d, %d], expected them %d bytes apart"
              .formatted(name, type, shape, begin, end, bytes));
    }
  }

  private static long multiply(String name, List<Long> shape, long bytes, long size) {
    try {
      return Math.multiplyExact(bytes, size);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "tensor \"" + name + "\" has shape " + shape + ", which is beyond any file", e);
    }
  }
}
