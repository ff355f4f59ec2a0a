package io.fedlog.learning.method;

/**
 * Set union of text lines, for category vocabularies. TEXT in one chunk, so that the whole is
 * sorted; weights do not matter.
 */
final class TextUnion implements StreamedMethod {
  @Override
  public String name() {
    return "union";
  }

  @Override
  public void check(MethodTerms terms) {
    requireText(terms.encoding());
    if (terms.chunkCount() != 1) {
      throw new IllegalArgumentException(
          "method union sorts the whole text: chunkCount is "
              + terms.chunkCount()
              + ", expected 1");
    }
  }

  @Override
  public ChunkAggregate newAggregate(ChunkTerms terms) {
    requireText(terms.encoding());
    if (terms.chunkIndex() != 0) {
      throw new IllegalArgumentException(
          "method union has one chunk: chunkIndex is " + terms.chunkIndex() + ", expected 0");
    }
    return new UnionAggregate(terms.payloadBytes());
  }

  private static void requireText(Encoding encoding) {
    if (encoding != Encoding.TEXT) {
      throw new IllegalArgumentException(
          "method union: encoding is " + encoding + ", expected TEXT");
    }
  }
}
