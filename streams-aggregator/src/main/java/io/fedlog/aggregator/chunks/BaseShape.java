package io.fedlog.aggregator.chunks;

import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;

/**
 * How a base version is cut and written, which need not be how the round's updates are.
 *
 * @param format of its numbers
 * @param chunkNumbers numbers in every chunk but the last
 * @param numbers in all of it
 */
record BaseShape(NumberFormat format, long chunkNumbers, long numbers) {

  /**
   * The shape of a version.
   *
   * @throws IllegalArgumentException when a round with such a definition cannot start from it
   */
  static BaseShape of(ModelManifest manifest, RoundDefinition round) {
    if (manifest.getEncoding() == Encoding.TEXT || round.getEncoding() == Encoding.TEXT) {
      throw new IllegalArgumentException(
          "it is %s and the round's updates are %s; expected numbers"
              .formatted(manifest.getEncoding(), round.getEncoding()));
    }
    if (manifest.getParameterCount() != round.getParameterCount()) {
      throw new IllegalArgumentException(
          "it has %d parameters; expected %d, as many as the round's updates"
              .formatted(manifest.getParameterCount(), round.getParameterCount()));
    }
    NumberFormat format = format(manifest.getEncoding());
    if (manifest.getChunkBytes() < format.bytes()) {
      throw new IllegalArgumentException(
          "its chunks have %d bytes; expected room for a number"
              .formatted(manifest.getChunkBytes()));
    }
    return new BaseShape(
        format, manifest.getChunkBytes() / format.bytes(), manifest.getParameterCount());
  }

  /** The shape of every version that the round itself makes. */
  static BaseShape of(RoundDefinition round) {
    NumberFormat format = format(round.getEncoding());
    return new BaseShape(format, round.getChunkBytes() / format.bytes(), round.getParameterCount());
  }

  /** How numbers of an encoding are written. */
  static NumberFormat format(Encoding encoding) {
    return encoding == Encoding.FLOAT64 ? NumberFormat.FLOAT64 : NumberFormat.FLOAT32;
  }

  /** The chunk that a number lies in. */
  int chunkOf(long number) {
    return Math.toIntExact(number / chunkNumbers);
  }

  /** The first number of a chunk. */
  long first(int chunk) {
    return chunk * chunkNumbers;
  }

  /** How many numbers a chunk has. */
  int count(int chunk) {
    return Math.toIntExact(Math.min(chunkNumbers, numbers - first(chunk)));
  }
}
