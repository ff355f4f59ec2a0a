package io.fedlog.aggregator.federation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/** The weighted mean once more, in arbitrary precision and with none of Fedlog's code. */
final class PlainMean {
  private PlainMean() {}

  /**
   * Each value times its weight put on a grid of 2^-24, ties to even, added, divided, as float32.
   */
  static byte[] of(Collection<Update> updates) {
    return of(updates, new float[updates.iterator().next().values().length]);
  }

  /** The same of differences to a base version: no farther from zero than 1024 with it. */
  static byte[] of(Collection<Update> updates, float[] base) {
    int parameters = updates.iterator().next().values().length;
    BigDecimal scale = new BigDecimal(BigInteger.ONE.shiftLeft(24));
    long weights = updates.stream().mapToLong(Update::weight).sum();
    ByteBuffer model = ByteBuffer.allocate(4 * parameters).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < parameters; i++) {
      BigInteger sum = BigInteger.ZERO;
      for (Update update : updates) {
        BigDecimal product =
            new BigDecimal(update.values()[i]).multiply(BigDecimal.valueOf(update.weight()));
        sum = sum.add(product.multiply(scale).setScale(0, RoundingMode.HALF_EVEN).unscaledValue());
      }
      BigDecimal mean =
          new BigDecimal(sum)
              .divide(scale.multiply(BigDecimal.valueOf(weights)), new MathContext(60));
      model.putFloat((float) Math.max(-1024, Math.min(1024, base[i] + mean.doubleValue())));
    }
    return model.array();
  }

  /** RFC 9162 tree hash over 64 KiB leaves, recursively as the RFC defines it. */
  static String sha256(byte[] model) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(tree(model));
  }

  /** Of payloads cut into chunks: the chunks' hashes take the leaves' place. */
  static byte[] root(List<byte[]> chunks) throws NoSuchAlgorithmException {
    if (chunks.size() == 1) {
      return tree(chunks.get(0));
    }
    int split = Integer.highestOneBit(chunks.size() - 1);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update((byte) 1);
    sha.update(root(chunks.subList(0, split)));
    return sha.digest(root(chunks.subList(split, chunks.size())));
  }

  private static byte[] tree(byte[] bytes) throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    int leaf = 64 * 1024;
    if (bytes.length == 0) {
      return sha.digest();
    }
    if (bytes.length <= leaf) {
      sha.update((byte) 0);
      return sha.digest(bytes);
    }
    int leaves = (bytes.length + leaf - 1) / leaf;
    int split = Integer.highestOneBit(leaves - 1) * leaf;
    sha.update((byte) 1);
    sha.update(tree(Arrays.copyOfRange(bytes, 0, split)));
    return sha.digest(tree(Arrays.copyOfRange(bytes, split, bytes.length)));
  }
}
