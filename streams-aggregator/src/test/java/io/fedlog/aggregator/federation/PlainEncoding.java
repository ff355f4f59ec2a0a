package io.fedlog.aggregator.federation;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The update encodings once more, by the schema's text and with none of Fedlog's code. */
final class PlainEncoding {
  static final Set<UpdateEncoding> OF_DELTAS =
      Set.of(UpdateEncoding.INT8, UpdateEncoding.TOP_K, UpdateEncoding.GRID);

  private static final int BUCKET = 512;

  /** Steps of 2^-5 reach from -4 to 4. */
  private static final byte STEP = -5;

  private PlainEncoding() {}

  /** Bytes of a chunk of so many numbers. */
  static int bytes(RoundDefinition round, int numbers) {
    return switch (round.getUpdateEncoding()) {
      case AS_MODEL -> 4 * numbers;
      case FLOAT16, BFLOAT16 -> 2 * numbers;
      case INT8 -> numbers + (numbers + BUCKET - 1) / BUCKET;
      case TOP_K -> 8 * entries(round, numbers);
      case GRID -> 8 * numbers;
    };
  }

  /** A chunk's numbers in the round's encoding, as near as need be: cut off, and the first ones. */
  static byte[] encode(RoundDefinition round, float[] values) {
    ByteBuffer out =
        ByteBuffer.allocate(bytes(round, values.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToIntBits(values[i]);
      switch (round.getUpdateEncoding()) {
        case AS_MODEL -> out.putFloat(values[i]);
        case FLOAT16 -> out.putShort((short) half(bits));
        case BFLOAT16 -> out.putShort((short) (bits >>> 16));
        case INT8 -> {
          if (i % BUCKET == 0) {
            out.put(STEP);
          }
          out.put((byte) Math.max(-127, Math.min(127, Math.round(values[i] * 32))));
        }
        case TOP_K -> {
          if (out.hasRemaining()) {
            out.putInt(i).putFloat(values[i]);
          }
        }
        case GRID ->
            out.putLong(Math.round(values[i] * Math.pow(2, round.getGrid().getUnitExponent())));
      }
    }
    return out.array();
  }

  /** The numbers of a payload of the right length; null when it is none that was encoded. */
  static float @Nullable [] decode(RoundDefinition round, int numbers, byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[numbers];
    int before = -1;
    byte step = 0;
    for (int i = 0; in.hasRemaining(); i++) {
      switch (round.getUpdateEncoding()) {
        case AS_MODEL -> values[i] = in.getFloat();
        case FLOAT16 -> values[i] = (float) ofHalf(in.getShort() & 0xffff);
        case BFLOAT16 -> values[i] = Float.intBitsToFloat(in.getShort() << 16);
        case INT8 -> {
          step = i % BUCKET == 0 ? in.get() : step;
          byte steps = in.get();
          if (steps == -128) {
            return null;
          }
          values[i] = (float) (steps * Math.pow(2, step));
        }
        case TOP_K -> {
          int index = in.getInt();
          if (index <= before || index >= numbers) {
            return null;
          }
          values[index] = in.getFloat();
          before = index;
        }
        case GRID ->
            values[i] = (float) (in.getLong() * Math.pow(2, -round.getGrid().getUnitExponent()));
      }
    }
    return values;
  }

  private static int entries(RoundDefinition round, int numbers) {
    return new BigDecimal(String.valueOf(round.getTopKShare()))
        .multiply(new BigDecimal(numbers))
        .setScale(0, RoundingMode.CEILING)
        .intValue();
  }

  /** A single's bits cut off to a half's; what is too small for its normal numbers is zero. */
  private static int half(int bits) {
    int exponent = (bits >>> 23 & 255) - 127;
    return exponent < -14 ? 0 : bits >>> 16 & 0x8000 | exponent + 15 << 10 | bits >>> 13 & 1023;
  }

  private static double ofHalf(int bits) {
    int exponent = bits >>> 10 & 31;
    double fraction = (bits & 1023) / 1024.0;
    double magnitude =
        exponent == 31
            ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
            : exponent == 0
                ? fraction * Math.pow(2, -14)
                : (1 + fraction) * Math.pow(2, exponent - 15);
    return bits < 0x8000 ? magnitude : -magnitude;
  }
}
