package io.fedlog.aggregator.federation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Bytes of a record, spoiled. */
final class Spoiled {
  private static final byte[] HUGE_LENGTH = {-2, -1, -1, -1, 15};
  private static final byte[] HUGER_LENGTH = {-2, -1, -1, -1, -1, -1, -1, -1, -1, 1};
  private static final byte[] NEGATIVE = {-1, -1, -1, -1, 15};

  private Spoiled() {}

  /** One fault, drawn at random; the fields before the payload are hit as often as it is. */
  static byte[] bytes(RandomGenerator random, byte[] good, byte[] other) {
    int at = random.nextInt(random.nextBoolean() ? Math.min(good.length, 120) : good.length);
    return switch (random.nextInt(11)) {
      case 0 -> Arrays.copyOf(good, at);
      case 1 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(9));
      case 2 -> flipped(good.clone(), at, 1 << random.nextInt(8));
      case 3 -> flipped(flipped(good.clone(), at, 1 << random.nextInt(8)), at / 2, 1);
      case 4 -> flipped(good.clone(), at, 1 + random.nextInt(255));
      case 5 -> ByteBuffer.wrap(good.clone()).putInt(1, random.nextInt()).array();
      case 6 -> ByteBuffer.wrap(good.clone()).putInt(1, ByteBuffer.wrap(other).getInt(1)).array();
      case 7 -> replaced(good, at, random.nextBoolean() ? HUGE_LENGTH : HUGER_LENGTH);
      case 8 -> replaced(good, at, NEGATIVE);
      case 9 -> joined(Arrays.copyOf(good, at), other, Math.min(at, other.length));
      default -> random.nextInt(40) == 0 ? Arrays.copyOf(good, 1_044_481) : noise(random, good);
    };
  }

  private static byte[] flipped(byte[] bytes, int at, int bits) {
    bytes[at] ^= (byte) bits;
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, byte[] number) {
    byte[] before = joined(Arrays.copyOf(bytes, Math.max(5, at)), number, 0);
    return joined(before, bytes, Math.min(bytes.length, Math.max(5, at) + 1));
  }

  private static byte[] joined(byte[] first, byte[] second, int from) {
    byte[] all = Arrays.copyOf(first, first.length + second.length - from);
    System.arraycopy(second, from, all, first.length, second.length - from);
    return all;
  }

  private static byte[] noise(RandomGenerator random, byte[] good) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(3) == 0 ? 0 : 5; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
