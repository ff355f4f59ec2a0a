package io.fedlog.aggregator.chunks;

import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The part of a base version that lies under one chunk of a round, put together from the base's own
 * chunks; and the server state beside them, of which the same is true. Mutable.
 */
final class BaseSlice {
  private final BaseShape shape;
  private final NumberFormat format;
  private final long first;
  private final int count;
  private final ByteBuffer numbers;
  private @Nullable ByteBuffer state;
  private int kinds;
  private int missing;
  private int withState;

  /**
   * A part of which nothing has come.
   *
   * @param format that it is to be written in; of singles, doubles are rounded to the nearest
   * @param first number of it in the version
   * @param count of its numbers, at least 1
   */
  BaseSlice(BaseShape shape, NumberFormat format, long first, int count) {
    this.shape = shape;
    this.format = format;
    this.first = first;
    this.count = count;
    this.numbers = buffer(count * format.bytes());
    this.missing = lastChunk() - firstChunk() + 1;
  }

  /** The first chunk of the base that is needed. */
  int firstChunk() {
    return shape.chunkOf(first);
  }

  /** The last one. */
  int lastChunk() {
    return shape.chunkOf(first + count - 1);
  }

  /**
   * Takes in a chunk of the base.
   *
   * @throws IllegalArgumentException when it is not as long as the base's shape says
   */
  void put(int chunk, ByteBuffer payload) {
    int width = shape.format().bytes();
    if (payload.remaining() != shape.count(chunk) * width) {
      throw new IllegalArgumentException(
          "it has %d bytes; expected %d"
              .formatted(payload.remaining(), shape.count(chunk) * width));
    }
    ByteBuffer from = little(payload);
    int n = length(chunk);
    if (shape.format() == format) {
      numbers.put(target(chunk) * width, from, source(chunk) * width, n * width);
      return;
    }
    for (int i = 0; i < n; i++) {
      int at = (source(chunk) + i) * width;
      int to = (target(chunk) + i) * format.bytes();
      if (format == NumberFormat.FLOAT64) {
        numbers.putDouble(to, from.getFloat(at));
      } else {
        numbers.putFloat(to, (float) from.getDouble(at));
      }
    }
  }

  /**
   * Takes in the state beside a chunk of the base.
   *
   * @throws IllegalArgumentException when it cannot be told which part of it belongs here
   */
  void putState(int chunk, ByteBuffer beside) {
    withState++;
    if (shape.first(chunk) == first && shape.count(chunk) == count) {
      state = beside; // as it is, whatever it means
      return;
    }
    int one = shape.count(chunk) * Double.BYTES;
    int many = beside.remaining() / one;
    if (many * one != beside.remaining() || (state != null && many != kinds)) {
      throw new IllegalArgumentException(
          "the server state has %d bytes, not as many doubles for each of %d parameters everywhere: keep the base's chunk size"
              .formatted(beside.remaining(), shape.count(chunk)));
    }
    if (state == null) {
      kinds = many;
      state = buffer(many * count * Double.BYTES);
    }
    ByteBuffer from = little(beside);
    for (int kind = 0; kind < many; kind++) {
      state.put(
          (kind * count + target(chunk)) * Double.BYTES,
          from,
          kind * one + source(chunk) * Double.BYTES,
          length(chunk) * Double.BYTES);
    }
  }

  /** All that is needed of one more chunk has come; whether that was the last. */
  boolean complete() {
    return --missing == 0;
  }

  /** The numbers. */
  ByteBuffer numbers() {
    return numbers;
  }

  /**
   * The state; null when there is none.
   *
   * @throws IllegalArgumentException when only some of the chunks have one
   */
  @Nullable ByteBuffer state() {
    int chunks = lastChunk() - firstChunk() + 1;
    if (withState > 0 && withState < chunks) {
      throw new IllegalArgumentException(
          "a server state lies beside %d of %d of its chunks; expected all or none"
              .formatted(withState, chunks));
    }
    return state;
  }

  /** Where a chunk's numbers begin here. */
  private int target(int chunk) {
    return (int) Math.max(0, shape.first(chunk) - first);
  }

  /** Where in the chunk they begin. */
  private int source(int chunk) {
    return (int) Math.max(0, first - shape.first(chunk));
  }

  /** How many of them belong here. */
  private int length(int chunk) {
    return Math.min(shape.count(chunk) - source(chunk), count - target(chunk));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The remaining bytes from 0 on, little-endian. */
  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
