package io.fedlog.learning.secure;

/**
 * What a secure round agrees on before it begins. All parties' keys, digests and signatures are
 * bound to it.
 *
 * @param roundId of the round, or of the window in it; never used for two groups
 * @param minStores fewest stores of a sum
 * @param values in an update, 1 or more 64-bit numbers
 * @param chunkValues of every chunk but the last, which may be shorter
 * @param group what the group is to withstand
 */
public record SecureTerms(
    String roundId, int minStores, long values, int chunkValues, GroupTerms group) {

  public SecureTerms {
    if (roundId.isEmpty()) {
      throw new IllegalArgumentException("roundId is empty, expected the name of one round");
    }
    if (minStores < 2) {
      throw new IllegalArgumentException(
          "minStores is %d, expected 2 or more: the sum of one store is its update"
              .formatted(minStores));
    }
    if (values < 1 || chunkValues < 1 || (values - 1) / chunkValues >= Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%d values in chunks of %d, expected 1 or more in at most 2^31 - 1 chunks"
              .formatted(values, chunkValues));
    }
  }

  /** How many chunks an update has. */
  public int chunks() {
    return (int) ((values - 1) / chunkValues) + 1;
  }

  /** How many values chunk {@code chunk} has, from 0. */
  public int valuesOf(int chunk) {
    if (chunk < 0 || chunk >= chunks()) {
      throw new IllegalArgumentException(
          "chunk is %d, expected 0 to %d".formatted(chunk, chunks() - 1));
    }
    return (int) Math.min(chunkValues, values - (long) chunk * chunkValues);
  }

  /** 32 bytes that stand for all of it. */
  public byte[] digest() {
    return new Transcript("terms")
        .text(roundId)
        .number(minStores)
        .number(values)
        .number(chunkValues)
        .text(group.adversary().name())
        .number(group.complete() ? 1 : 0)
        .number(group.sigma())
        .number(group.eta())
        .number(Double.doubleToLongBits(group.dropOut()))
        .number(Double.doubleToLongBits(group.corrupt()))
        .sha256();
  }
}
