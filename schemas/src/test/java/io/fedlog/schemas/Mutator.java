package io.fedlog.schemas;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Spoils records, at random but by a seed. */
final class Mutator {
  private static final int HEADER = 5;

  /** Lengths and counts that nobody should believe. */
  private static final long[] BOASTS = {
    1,
    127,
    1 << 20,
    Integer.MAX_VALUE - 8,
    Integer.MAX_VALUE,
    1L << 32,
    Long.MAX_VALUE,
    -1,
    Integer.MIN_VALUE,
    Long.MIN_VALUE
  };

  private final RandomGenerator random;
  private final List<Integer> schemaIds;

  Mutator(RandomGenerator random, List<Integer> schemaIds) {
    this.random = random;
    this.schemaIds = schemaIds;
  }

  /** A record of one to three faults made from a good one; {@code other} lends parts. */
  byte[] spoil(byte[] good, byte[] other) {
    byte[] bytes = good.clone();
    for (int n = random.nextInt(8) == 0 ? 3 : 1; n > 0; n--) {
      bytes = once(bytes, other);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes, byte[] other) {
    if (bytes.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(13)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
      case 2, 3 -> flipped(bytes);
      case 4 -> withId(bytes, random.nextInt());
      case 5 -> withId(bytes, schemaIds.get(random.nextInt(schemaIds.size())));
      case 6, 7 -> boasting(bytes, at);
      case 8 -> filled(bytes, at);
      case 9 -> joined(Arrays.copyOf(bytes, at), tail(other));
      case 10 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
      case 11 -> joined(Arrays.copyOf(bytes, at / 2), Arrays.copyOfRange(bytes, at, bytes.length));
      default -> random.nextInt(50) == 0 ? Arrays.copyOf(bytes, 1 << 20) : noise(bytes);
    };
  }

  private byte[] flipped(byte[] bytes) {
    for (int n = random.nextInt(3); n >= 0; n--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] withId(byte[] bytes, int id) {
    if (bytes.length >= HEADER) {
      ByteBuffer.wrap(bytes).putInt(1, id);
    }
    return bytes;
  }

  /** A number that may be read as a length or a count, where there was another byte. */
  private byte[] boasting(byte[] bytes, int at) {
    ByteArrayOutputStream number = new ByteArrayOutputStream();
    long boast = BOASTS[random.nextInt(BOASTS.length)];
    long zigzag = (boast << 1) ^ (boast >> 63);
    while ((zigzag & ~0x7fL) != 0) {
      number.write((int) (zigzag & 0x7f | 0x80));
      zigzag >>>= 7;
    }
    number.write((int) zigzag);
    int from = Math.min(bytes.length, Math.max(at, HEADER));
    return joined(
        joined(Arrays.copyOf(bytes, from), number.toByteArray()),
        Arrays.copyOfRange(bytes, Math.min(bytes.length, from + 1), bytes.length));
  }

  private byte[] filled(byte[] bytes, int at) {
    byte with = (byte) (random.nextBoolean() ? -1 : 0);
    Arrays.fill(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(9)), with);
    return bytes;
  }

  private byte[] noise(byte[] bytes) {
    for (int i = HEADER; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private byte[] tail(byte[] other) {
    return other.length == 0
        ? other
        : Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
