package io.fedlog.runtime.tensors;

import io.fedlog.learning.encoding.Halves;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** What one number of an array is, under the format's own names. Little-endian throughout. */
public enum TensorType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  U16(2),
  I16(2),
  F16(2),
  BF16(2),
  U32(4),
  I32(4),
  F32(4),
  U64(8),
  I64(8),
  F64(8);

  /** Whole numbers up to it are doubles, each of them. */
  private static final long MOST_EXACT = 1L << 53;

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** Whether its values are numbers that {@link #next} reads. */
  public boolean isNumber() {
    return this != BOOL && this != F8_E5M2 && this != F8_E4M3;
  }

  /**
   * Reads the next number; infinity and NaN as such.
   *
   * @param from little-endian
   * @throws ArithmeticException when it is a whole number that a double does not hold exactly
   * @throws IllegalStateException when the type is not of numbers
   */
  public double next(ByteBuffer from) {
    return switch (this) {
      case F64 -> from.getDouble();
      case F32 -> from.getFloat();
      case F16 -> Halves.FLOAT16.value(from.getShort());
      case BF16 -> Halves.BFLOAT16.value(from.getShort());
      case I8 -> from.get();
      case U8 -> Byte.toUnsignedInt(from.get());
      case I16 -> from.getShort();
      case U16 -> Short.toUnsignedInt(from.getShort());
      case I32 -> from.getInt();
      case U32 -> Integer.toUnsignedLong(from.getInt());
      case I64 -> exact(from.getLong(), -MOST_EXACT);
      case U64 -> exact(from.getLong(), 0);
      case BOOL, F8_E5M2, F8_E4M3 -> throw new IllegalStateException(this + " is not read");
    };
  }

  private static double exact(long value, long least) {
    if (value < least || value > MOST_EXACT) {
      throw new ArithmeticException("a whole number beyond 2^53");
    }
    return value;
  }

  static TensorType named(String name) {
    List<TensorType> all = Arrays.asList(values());
    return all.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("dtype \"" + name + "\", expected one of " + all));
  }
}
