package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole updates in a round's update encoding, at the store.
 *
 * <p>What TOP_K leaves out is the residual that the store adds to its next update's difference
 * (error feedback: Stich, Cordonnier, Jaggi, "Sparsified SGD with Memory", NeurIPS 2018;
 * Karimireddy et al., "Error Feedback Fixes SignSGD and other Gradient Compression Schemes", ICML
 * 2019). The other kinds leave no residual: their errors have no bias.
 */
public final class UpdateEncoder {
  private static final double[] NONE = {};

  private final EncodedChunks chunks;
  private final double limit;
  private final RandomGenerator random;

  /**
   * An update as it travels.
   *
   * @param payload the chunks' payloads, one after the other
   * @param residual what was left out, for every parameter; empty when nothing ever is
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  public record Encoded(byte[] payload, double[] residual) {}

  /**
   * An encoder.
   *
   * @param grid whose largest value no decoded number exceeds
   * @param random for kinds that round by chance; used up
   */
  public UpdateEncoder(EncodedChunks chunks, Grid grid, RandomGenerator random) {
    this.chunks = chunks;
    this.limit = grid.maxAbsFloat();
    this.random = random;
  }

  /**
   * Encodes an update.
   *
   * @param update little-endian floats
   * @param base the base version, for kinds that send the difference to it
   * @param residual what the store's updates before left out; empty for nothing
   * @throws IllegalArgumentException when a parameter is not finite or too large for the round, or
   *     when the update, the base and the residual are not of one length
   */
  public Encoded encode(byte[] update, double @Nullable [] base, double[] residual) {
    double[] values = values(update);
    boolean deltas = chunks.encoding().kind().isOfDeltas();
    if (deltas) {
      if (base == null) {
        throw new IllegalArgumentException(
            "update_encoding %s sends the difference to the base version, and the round has none"
                .formatted(chunks.encoding().kind()));
      }
      subtract(values, base);
    }
    boolean remembers = chunks.encoding().kind() == UpdateEncoding.Kind.TOP_K;
    if (remembers && residual.length > 0) {
      add(values, residual);
    }
    double[] left = remembers ? values.clone() : NONE;
    ByteBuffer payload = ByteBuffer.allocate(Math.toIntExact(chunks.bytes()));
    for (int chunk = 0; chunk < chunks.count(); chunk++) {
      byte[] bytes = chunks.encode(chunk, part(values, chunk), limit, random);
      payload.put(bytes);
      if (remembers) {
        takeOff(left, chunk, bytes);
      }
    }
    return new Encoded(payload.array(), left);
  }

  private double[] values(byte[] update) {
    ByteBuffer singles = ByteBuffer.wrap(update).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[update.length / Float.BYTES];
    for (int i = 0; i < values.length; i++) {
      values[i] = singles.getFloat();
      if (!(Math.abs(values[i]) <= limit)) {
        throw new IllegalArgumentException(
            "parameter %d of the update is %s, expected %s to %s: the training has diverged; lower its learning rate"
                .formatted(i, values[i], -limit, limit));
      }
    }
    return values;
  }

  private static void subtract(double[] values, double[] base) {
    requireLength(values, base, "base version");
    for (int i = 0; i < values.length; i++) {
      values[i] -= (float) base[i]; // a base of doubles is rounded by whoever adds them up
    }
  }

  private static void add(double[] values, double[] residual) {
    requireLength(values, residual, "residual of earlier updates");
    for (int i = 0; i < values.length; i++) {
      values[i] += residual[i];
    }
  }

  private static void requireLength(double[] values, double[] other, String name) {
    if (other.length != values.length) {
      throw new IllegalArgumentException(
          "the %s has %d parameters, expected the update's %d"
              .formatted(name, other.length, values.length));
    }
  }

  /** One chunk's values, none beyond the limit. */
  private double[] part(double[] values, int chunk) {
    double[] part = new double[chunks.numbers(chunk)];
    int first = Math.toIntExact(chunks.first(chunk));
    for (int i = 0; i < part.length; i++) {
      part[i] = Math.max(-limit, Math.min(limit, values[first + i]));
    }
    return part;
  }

  private void takeOff(double[] left, int chunk, byte[] payload) {
    ByteBuffer sent = chunks.decode(chunk, ByteBuffer.wrap(payload));
    for (int i = Math.toIntExact(chunks.first(chunk)); sent.hasRemaining(); i++) {
      left[i] -= sent.getFloat();
    }
  }
}
