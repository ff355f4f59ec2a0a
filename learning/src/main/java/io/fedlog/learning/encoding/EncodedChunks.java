package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The payloads of an update's chunks in a round's update encoding. A chunk holds the same numbers
 * as the model's chunk of that index; only how many bytes they take differs, and that follows from
 * the round alone. Immutable.
 */
public final class EncodedChunks {
  private final UpdateEncoding encoding;
  private final long modelBytes;
  private final int chunkBytes;
  private final int width;
  private final @Nullable ChunkCodec codec;

  /**
   * The chunks of a round's updates.
   *
   * @param width bytes of a number of the model; 1 for text
   * @param modelBytes bytes of the model; for text the most that is accepted
   * @param chunkBytes bytes of every chunk of the model but the last
   * @throws IllegalArgumentException when the encoding is not one of such a model's numbers
   */
  public EncodedChunks(UpdateEncoding encoding, int width, long modelBytes, int chunkBytes) {
    this.encoding = encoding;
    this.modelBytes = modelBytes;
    this.chunkBytes = chunkBytes;
    this.width = width;
    this.codec =
        switch (encoding.kind()) {
          case AS_MODEL, GRID -> null;
          case FLOAT16 -> Halves.FLOAT16;
          case BFLOAT16 -> Halves.BFLOAT16;
          case INT8 -> new ScaledBytes();
          case TOP_K -> new LargestOnly(encoding);
        };
    if (codec != null && width != Float.BYTES) {
      throw new IllegalArgumentException(
          "update_encoding is %s: the model's numbers have %d bytes, expected FLOAT32's %d; take AS_MODEL"
              .formatted(encoding.kind(), width, Float.BYTES));
    }
    if (encoding.kind().isOfUnits() && width == 1) {
      throw new IllegalArgumentException(
          "update_encoding is %s and the model is text, expected FLOAT32 or FLOAT64; take AS_MODEL"
              .formatted(encoding.kind()));
    }
  }

  /** How they are encoded. */
  public UpdateEncoding encoding() {
    return encoding;
  }

  /** Bytes of a whole update; for text the most that is accepted. */
  public long bytes() {
    int last = count() - 1;
    return (long) last * bytes(0) + bytes(last);
  }

  /** Bytes of one chunk's payload; those of every chunk but the last are the same. */
  public int bytes(int chunk) {
    if (encoding.kind().isOfUnits()) {
      return GridUnits.bytes(numbers(chunk));
    }
    return codec == null ? modelBytes(chunk) : codec.bytes(numbers(chunk));
  }

  /** How many chunks there are. */
  int count() {
    return Math.toIntExact((modelBytes - 1) / chunkBytes + 1);
  }

  /** Numbers in one chunk. */
  int numbers(int chunk) {
    return modelBytes(chunk) / width;
  }

  /** The first number of a chunk. */
  long first(int chunk) {
    return (long) chunk * chunkBytes / width;
  }

  private int modelBytes(int chunk) {
    return (int) Math.min(chunkBytes, modelBytes - (long) chunk * chunkBytes);
  }

  /**
   * Why a chunk's payload cannot be decoded; null when it can. Says nothing of what numbers may be,
   * nor of payloads that travel as the model is written.
   */
  public @Nullable ValueFault fault(int chunk, ByteBuffer payload) {
    if (codec == null && !encoding.kind().isOfUnits()) {
      return null;
    }
    if (payload.remaining() != bytes(chunk)) {
      return new ValueFault(
          ValueFault.WRONG_LENGTH,
          "payload has %d bytes, expected %d: %d numbers as %s"
              .formatted(payload.remaining(), bytes(chunk), numbers(chunk), encoding.kind()));
    }
    return codec == null ? null : codec.fault(little(payload), numbers(chunk));
  }

  /**
   * A chunk's numbers as the model writes them: the payload itself where it travels so. Whole units
   * stay what they are.
   *
   * @param payload one without {@link #fault}; it keeps its position and limit
   */
  public ByteBuffer decode(int chunk, ByteBuffer payload) {
    if (codec == null) {
      return payload;
    }
    ByteBuffer singles = singles(chunk);
    codec.decode(little(payload), numbers(chunk), singles);
    return singles.flip();
  }

  /** Writes one chunk's numbers, none of which exceeds the limit. */
  byte[] encode(int chunk, double[] values, double limit, RandomGenerator random) {
    if (codec == null) {
      throw new IllegalStateException(
          "update_encoding is %s, expected one that writes floats in fewer bytes"
              .formatted(encoding.kind()));
    }
    ByteBuffer payload = ByteBuffer.allocate(bytes(chunk)).order(ByteOrder.LITTLE_ENDIAN);
    codec.encode(values, limit, random, payload);
    return payload.array();
  }

  private ByteBuffer singles(int chunk) {
    return ByteBuffer.allocate(numbers(chunk) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer little(ByteBuffer payload) {
    return payload.slice().order(ByteOrder.LITTLE_ENDIAN);
  }
}
