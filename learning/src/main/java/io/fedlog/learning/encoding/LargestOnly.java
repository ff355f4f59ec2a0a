package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The share of a chunk's numbers that is largest in magnitude; all others are zero. As many entries
 * as the share gives, each a little-endian index from 0 and a little-endian float, in ascending
 * order of the indices. What is left out is the sender's to remember: {@link UpdateEncoder}.
 */
final class LargestOnly implements ChunkCodec {
  private static final int ENTRY_BYTES = Integer.BYTES + Float.BYTES;

  private final UpdateEncoding encoding;

  /**
   * A codec.
   *
   * @param encoding whose share is sent
   */
  LargestOnly(UpdateEncoding encoding) {
    this.encoding = encoding;
  }

  @Override
  public int bytes(int numbers) {
    return Math.multiplyExact(encoding.sent(numbers), ENTRY_BYTES);
  }

  @Override
  public @Nullable ValueFault fault(ByteBuffer payload, int numbers) {
    int before = -1;
    int entries = encoding.sent(numbers);
    for (int entry = 0; entry < entries; entry++) {
      int index = payload.getInt(payload.position() + entry * ENTRY_BYTES);
      if (index <= before || index >= numbers) {
        return new ValueFault(
            BAD_ENCODING,
            "entry %d has index %d, expected %d to %d"
                .formatted(entry, index, before + 1, numbers - 1));
      }
      before = index;
    }
    return null;
  }

  @Override
  public void decode(ByteBuffer payload, int numbers, ByteBuffer singles) {
    int start = singles.position();
    ByteBuffer from = payload.duplicate().order(payload.order());
    for (int entry = encoding.sent(numbers); entry > 0; entry--) {
      int index = from.getInt();
      singles.putFloat(start + index * Float.BYTES, from.getFloat());
    }
    singles.position(start + numbers * Float.BYTES);
  }

  @Override
  public void encode(double[] values, double limit, RandomGenerator random, ByteBuffer payload) {
    int entries = encoding.sent(values.length);
    double[] magnitudes = Arrays.stream(values).map(Math::abs).sorted().toArray();
    double least = magnitudes[values.length - entries];
    int ofLeast = entries;
    for (int i = values.length - 1; i >= 0 && magnitudes[i] > least; i--) {
      ofLeast--;
    }
    for (int i = 0; i < values.length; i++) {
      double magnitude = Math.abs(values[i]);
      if (magnitude > least || (magnitude == least && ofLeast-- > 0)) {
        payload.putInt(i).putFloat((float) values[i]);
      }
    }
  }
}
