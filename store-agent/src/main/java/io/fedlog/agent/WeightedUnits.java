package io.fedlog.agent;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.UpdateDigest;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UpdateShape;
import io.fedlog.schemas.RoundDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A store's update as it is masked: each difference in units of the grid, times the store's weight.
 * Nobody but the store can check these, so the store does.
 */
final class WeightedUnits {
  private final SecureTerms terms;
  private final UpdatePayload payload;

  private WeightedUnits(SecureTerms terms, UpdatePayload payload) {
    this.terms = terms;
    this.payload = payload;
  }

  /** Reads what {@link #payload} made from a file. */
  static WeightedUnits in(Path file, SecureTerms terms) throws IOException {
    return new WeightedUnits(terms, UpdatePayload.of(file));
  }

  /**
   * Weights an update.
   *
   * @param units as the round's trainer made them, 8 bytes each
   * @param weight in the grid's weight units
   * @throws IllegalArgumentException when a value or the weight is beyond the round's grid
   */
  static byte[] payload(RoundDefinition round, byte[] units, long weight) {
    UpdateShape shape = UpdateShape.of(round);
    if (weight < 1 || weight > round.getGrid().getMaxWeight()) {
      throw new IllegalArgumentException(
          "the update's weight is %d, expected 1 to %d, the grid's largest; leave rows out or ask for a larger one"
              .formatted(weight, round.getGrid().getMaxWeight()));
    }
    long most = shape.grid().mostUnits();
    ByteBuffer in = ByteBuffer.wrap(units).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer out = ByteBuffer.allocate(units.length).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long value = in.getLong();
      if (value > most || value < -most) {
        throw new IllegalArgumentException(
            "parameter %d differs from the base by %d units, expected at most %d, the grid's largest value; lower the learning rate"
                .formatted(in.position() / Long.BYTES - 1, value, most));
      }
      out.putLong(Math.multiplyExact(value, weight));
    }
    return out.array();
  }

  /** What the store agrees to mask. */
  UpdateDigest digest(long weight) {
    return UpdateDigest.of(terms, weight, this::chunk);
  }

  /** The values of one chunk. */
  long[] chunk(int index) {
    long first = (long) index * terms.chunkValues() * Long.BYTES;
    try {
      return GridUnits.read(payload.read(first, GridUnits.bytes(terms.valuesOf(index))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
