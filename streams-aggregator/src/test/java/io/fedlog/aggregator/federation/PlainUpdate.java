package io.fedlog.aggregator.federation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads an update record from its bytes, by the schema's text and with none of Fedlog's code. */
final class PlainUpdate {
  private static final int MOST_BYTES = 1_044_480;

  private final ByteBuffer in;

  private PlainUpdate(ByteBuffer in) {
    this.in = in;
  }

  /** A chunk. */
  record Chunk(
      String roundId,
      String storeId,
      long attemptId,
      long index,
      long count,
      long base,
      long weight,
      byte[] digest,
      byte[] payload) {}

  /** A seal. */
  record Seal(
      String roundId,
      String modelType,
      String storeId,
      long attemptId,
      long number,
      long chunkCount,
      long bytes,
      long base,
      long weight,
      byte[] root,
      long samples,
      Map<String, Double> metrics) {}

  /** The {@link Chunk} or {@link Seal} in {@code value}; null when it is neither. */
  static @Nullable Object read(byte[] value, int schemaId) {
    if (value.length < 5
        || value.length > MOST_BYTES
        || value[0] != 0
        || ByteBuffer.wrap(value, 1, 4).getInt() != schemaId) {
      return null;
    }
    try {
      PlainUpdate reader =
          new PlainUpdate(
              ByteBuffer.wrap(value, 5, value.length - 5).order(ByteOrder.LITTLE_ENDIAN));
      long branch = reader.number();
      check(branch == 0 || branch == 1);
      Object update = branch == 0 ? reader.chunk() : reader.seal();
      check(!reader.in.hasRemaining());
      return update;
    } catch (CharacterCodingException | RuntimeException e) {
      return null;
    }
  }

  private Chunk chunk() throws CharacterCodingException {
    return new Chunk(
        text(), text(), number(), int32(), int32(), number(), number(), bytes(), bytes());
  }

  private Seal seal() throws CharacterCodingException {
    Seal seal =
        new Seal(
            text(), text(), text(), number(), int32(), int32(), number(), number(), number(),
            bytes(), number(), metrics());
    optionalText(); // dataset_fingerprint
    optionalText(); // code_version
    optionalText(); // vouched_for
    if (branch()) { // mask
      bytes();
      bytes();
      number();
      bytes();
    }
    number(); // sealed_at
    if (branch()) {
      bytes(); // signature
    }
    optionalText();
    return seal;
  }

  private Map<String, Double> metrics() throws CharacterCodingException {
    Map<String, Double> metrics = new HashMap<>();
    for (long n = number(); n != 0; n = number()) {
      if (n < 0) {
        long size = number();
        check(size >= 0 && size <= in.remaining());
      }
      for (long i = n; i != 0; i -= Long.signum(n)) {
        metrics.put(text(), in.getDouble());
      }
    }
    return metrics;
  }

  private void optionalText() throws CharacterCodingException {
    if (branch()) {
      text();
    }
  }

  private boolean branch() {
    long branch = number();
    check(branch == 0 || branch == 1);
    return branch == 1;
  }

  private long int32() {
    long number = number();
    check(number == (int) number);
    return number;
  }

  private long number() {
    long bits = 0;
    for (int group = 0; group < 10; group++) {
      byte next = in.get();
      bits |= (long) (next & 127) << (7 * group);
      if (next >= 0) {
        return bits >>> 1 ^ -(bits & 1);
      }
    }
    throw new IllegalArgumentException("more than 10 bytes");
  }

  private byte[] bytes() {
    long length = number();
    check(length >= 0 && length <= in.remaining());
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private String text() throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes())).toString();
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalArgumentException("not an update record");
    }
  }
}
