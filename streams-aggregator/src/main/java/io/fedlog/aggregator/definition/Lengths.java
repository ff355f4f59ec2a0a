package io.fedlog.aggregator.definition;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;

/** Whether what a definition says of bytes, chunks and parameters agrees with itself. */
final class Lengths {
  /** A chunk must fit a record, with room for its names. */
  static final int MOST_CHUNK_BYTES = 512 << 10;

  private static final int LONGEST_QUOTE = 200;

  private Lengths() {}

  static void check(RoundDefinition definition) {
    int leaves = definition.getChunkBytes() / TreeHash.LEAF_BYTES;
    require(
        leaves * TreeHash.LEAF_BYTES == definition.getChunkBytes()
            && Integer.bitCount(leaves) == 1
            && definition.getChunkBytes() <= MOST_CHUNK_BYTES,
        "chunk_bytes",
        definition.getChunkBytes(),
        "a power of two times " + TreeHash.LEAF_BYTES + ", at most " + MOST_CHUNK_BYTES);
    require(definition.getUpdateBytes() > 0, "update_bytes", definition.getUpdateBytes(), "over 0");
    long chunks = (definition.getUpdateBytes() - 1) / definition.getChunkBytes() + 1;
    require(
        chunks == definition.getChunkCount(),
        "chunk_count",
        definition.getChunkCount(),
        chunks + " for " + definition.getUpdateBytes() + " bytes");
    if (definition.getEncoding() == Encoding.TEXT) {
      require(chunks == 1, "chunk_count", chunks, "1 for TEXT");
      return;
    }
    long width = TermsReader.numberBytes(definition);
    require(
        Math.multiplyHigh(definition.getParameterCount(), width) == 0
            && definition.getParameterCount() * width == definition.getUpdateBytes(),
        "update_bytes",
        definition.getUpdateBytes(),
        width + " for each of the " + definition.getParameterCount() + " parameters");
    long elements = 0;
    for (Tensor tensor : definition.getLayout()) {
      long size = 1;
      for (int dimension : tensor.getShape()) {
        require(dimension >= 0, "shape of " + tensor.getName(), tensor.getShape(), "0 or more");
        size = Math.multiplyExact(size, (long) dimension);
      }
      elements = Math.addExact(elements, size);
    }
    require(
        definition.getLayout().isEmpty() || elements == definition.getParameterCount(),
        "layout",
        elements + " elements",
        definition.getParameterCount() + ", the parameter_count");
  }

  /** Refuses a field with a sentence. */
  static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      String quote = String.valueOf(came); // whoever sent it also chose its length
      throw new IllegalArgumentException(
          field
              + " is "
              + (quote.length() > LONGEST_QUOTE ? quote.substring(0, LONGEST_QUOTE) + "..." : quote)
              + "; expected "
              + expected);
    }
  }
}
