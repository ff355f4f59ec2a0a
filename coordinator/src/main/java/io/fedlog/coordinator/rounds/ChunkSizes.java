package io.fedlog.coordinator.rounds;

import io.fedlog.learning.method.Methods;
import io.fedlog.schemas.Encoding;

/**
 * How a round's model is cut into chunks.
 *
 * @param bytes of the model; for TEXT the most that is accepted
 * @param chunkBytes of every chunk but the last: a power of two
 * @param chunks how many there are
 */
record ChunkSizes(long bytes, int chunkBytes, int chunks) {

  /** A chunk of an update is a record's payload. */
  private static final long MOST_PAYLOAD = 512 * 1024;

  /**
   * As large as the settings say, unless the method or its windows need smaller chunks.
   *
   * @param asked what the settings say
   * @throws IllegalArgumentException when there would be too many
   */
  static ChunkSizes of(RoundSpec spec, int asked) {
    UpdateForm form = spec.form();
    if (form.encoding() == Encoding.TEXT) {
      return new ChunkSizes(RoundDefinitions.TEXT_BYTES, RoundDefinitions.TEXT_BYTES, 1);
    }
    long bytes = Math.multiplyExact(form.parameterCount(), (long) form.width());
    long most = Methods.mostChunkBytes(spec.aggregation().method(), encoding(spec));
    if (spec.windows() != null) {
      most = Math.min(most, WindowCheck.mostChunkBytes(spec.windows(), encoding(spec)));
    }
    if (form.updates().kind().isOfUnits()) { // a record has no more of them
      most = Math.min(most, MOST_PAYLOAD / Long.BYTES * form.width());
    }
    int chunkBytes = (int) Math.min(asked, Long.highestOneBit(most));
    return new ChunkSizes(bytes, chunkBytes, count(bytes, chunkBytes));
  }

  private static int count(long bytes, int chunkBytes) {
    long chunks = (bytes + chunkBytes - 1) / chunkBytes;
    if (chunks > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "layout: an update of %d bytes has %d chunks; expected at most %d"
              .formatted(bytes, chunks, Integer.MAX_VALUE));
    }
    return (int) chunks;
  }

  static io.fedlog.learning.method.Encoding encoding(RoundSpec spec) {
    return io.fedlog.learning.method.Encoding.valueOf(spec.form().encoding().name());
  }

  /** Bytes of the largest chunk. */
  long largestChunk() {
    return Math.min(chunkBytes, bytes);
  }
}
