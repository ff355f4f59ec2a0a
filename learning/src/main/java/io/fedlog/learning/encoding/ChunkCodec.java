package io.fedlog.learning.encoding;

import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the numbers of a chunk in fewer bytes and reads them again. Stateless and thread-safe.
 * Payloads keep their position and limit.
 */
interface ChunkCodec {
  /** Why a payload is not what an encoder writes. */
  String BAD_ENCODING = "bad_encoding";

  /** Bytes of so many numbers: their count alone says it, and nothing that a store declares. */
  int bytes(int numbers);

  /** Why a payload of the right length cannot be decoded; values are not looked at. */
  @Nullable ValueFault fault(ByteBuffer payload, int numbers);

  /** Reads a payload that has no fault; each number written as a little-endian float, exactly. */
  void decode(ByteBuffer payload, int numbers, ByteBuffer singles);

  /**
   * Writes numbers.
   *
   * @param values finite, from minus to plus {@code limit}
   * @param limit what no decoded number exceeds either
   * @param random for codecs that round by chance
   */
  void encode(double[] values, double limit, RandomGenerator random, ByteBuffer payload);
}
