package io.fedlog.learning.secure;

import io.fedlog.learning.secure.Refusal.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A share as bytes, and what a dealer publishes to be held to. */
final class ShareBytes {
  /** Bytes of a share: its limbs as little-endian longs. */
  static final int BYTES = Shamir.LIMBS * Long.BYTES;

  private ShareBytes() {}

  static byte[] of(long[] share) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(share);
    return bytes.array();
  }

  /**
   * @throws RefusedException when these are not elements of the field
   */
  static long[] limbs(byte[] share) {
    if (!areElements(share)) {
      throw Refusal.because(
          Reason.MALFORMED,
          "a share of %d bytes, expected %d little-endian longs below 2^61 - 1"
              .formatted(share.length, Shamir.LIMBS));
    }
    return longs(share);
  }

  /** Whether a share can be one; a holder that was dealt another could never reveal it. */
  static boolean areElements(byte[] share) {
    return share.length == BYTES
        && Arrays.stream(longs(share)).allMatch(limb -> limb >= 0 && limb < Field61.PRIME);
  }

  private static long[] longs(byte[] share) {
    long[] limbs = new long[Shamir.LIMBS];
    ByteBuffer.wrap(share).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(limbs);
    return limbs;
  }

  /**
   * What the dealer publishes of a share. It covers all limbs at once: even who has all the other
   * shares that are ever betrayed is left with 2^256 candidates, while those of a single limb could
   * be tried.
   */
  static byte[] digest(byte[] group, ShareKind kind, int dealer, int holder, byte[] share) {
    return new Transcript("share")
        .bytes(group)
        .number(kind.ordinal())
        .number(dealer)
        .number(holder)
        .bytes(share)
        .sha256();
  }

  /** What the dealer publishes of its seed. */
  static byte[] seedCommitment(byte[] group, int dealer, byte[] seed) {
    return new Transcript("seed").bytes(group).number(dealer).bytes(seed).sha256();
  }
}
