package io.fedlog.learning.exact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** An exact, order-free, invertible sum of weighted payloads. Not thread-safe. */
public final class ExactSum {
  private final Grid grid;
  private final NumberFormat format;
  private final int size;
  private final long[] units;
  private final long[] residuals;

  /** An empty sum of {@code size} parameters. */
  public ExactSum(Grid grid, NumberFormat format, int size) {
    this.grid = grid;
    this.format = format;
    this.size = size;
    this.units = new long[size];
    this.residuals = new long[grid.lanes() == 2 ? size : 0];
  }

  /** Null when the payload can be added with this weight. */
  public @Nullable ValueFault fault(ByteBuffer payload, long weight) {
    if (weight < 1 || weight > grid.maxWeight()) {
      return new ValueFault(
          ValueFault.OUT_OF_RANGE,
          "weight is " + weight + ", expected 1 to " + grid.maxWeight());
    }
    if (payload.remaining() != (long) size * format.bytes()) {
      return new ValueFault(
          ValueFault.WRONG_LENGTH,
          "payload has "
              + payload.remaining()
              + " bytes, expected "
              + (long) size * format.bytes());
    }
    ByteBuffer view = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      double value = value(view, i);
      if (!Double.isFinite(value)) {
        return new ValueFault(ValueFault.NOT_FINITE, "value " + i + " is " + value);
      }
      if (Math.abs(value) > grid.maxAbsValue()) {
        return new ValueFault(
            ValueFault.OUT_OF_RANGE,
            "value " + i + " is " + value + ", expected at most " + grid.maxAbsValue());
      }
    }
    return null;
  }

  /** Adds a payload; refuses one with a fault and stays unchanged. */
  public void add(ByteBuffer payload, long weight) {
    accumulate(payload, weight, 1);
  }

  /** Takes a payload out again, bit for bit. */
  public void subtract(ByteBuffer payload, long weight) {
    accumulate(payload, weight, -1);
  }

  /** The mean by weight in the payload's own format. */
  public byte[] mean(long totalWeight) {
    double weight = totalWeight * Math.scalb(1.0, -grid.weightFractionBits());
    return write(weight);
  }

  /** The sum in the payload's own format. */
  public byte[] total() {
    return write(1.0);
  }

  /** Heap held in bytes. */
  public long memoryBytes() {
    return 8L * (units.length + residuals.length) + 64;
  }

  private void accumulate(ByteBuffer payload, long weight, int sign) {
    ValueFault fault = fault(payload, weight);
    if (fault != null) {
      throw new IllegalArgumentException(fault.detail());
    }
    ByteBuffer view = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    double multiplier = grid.multiplier(weight);
    for (int i = 0; i < size; i++) {
      double value = value(view, i);
      double rounded = Math.rint(value * multiplier);
      units[i] += sign * (long) rounded;
      if (grid.lanes() == 2) {
        residuals[i] += sign * (long) Math.rint(Math.fma(value, multiplier, -rounded) * 0x1p32);
      }
    }
  }

  private double value(ByteBuffer view, int i) {
    int at = view.position() + i * format.bytes();
    return format == NumberFormat.FLOAT32 ? view.getFloat(at) : view.getDouble(at);
  }

  private byte[] write(double divisor) {
    ByteBuffer out =
        ByteBuffer.allocate(size * format.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      double sum = units[i] + (grid.lanes() == 2 ? residuals[i] * 0x1p-32 : 0.0);
      double value = sum / divisor * grid.unit() + 0.0;
      if (format == NumberFormat.FLOAT32) {
        out.putFloat((float) value + 0.0f);
      } else {
        out.putDouble(value);
      }
    }
    return out.array();
  }
}
