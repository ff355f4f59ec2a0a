package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.MaskStream.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Masks held against AES of single blocks, which counter mode is made of. */
class MaskStreamTest {
  private static final byte[] KEY = new byte[32];

  static {
    new Random(256).nextBytes(KEY);
  }

  @Test
  void shouldBeTheEncryptedCounters_ofPartChunkAndBlock() throws Exception {
    for (Part part : Part.values()) {
      for (int chunk : new int[] {0, 1, 77, Integer.MAX_VALUE}) {
        long[] values = new long[2051];
        new MaskStream().apply(KEY, part, chunk, values, true);

        assertThat(values).isEqualTo(blockByBlock(part == Part.WEIGHT ? 1 : 0, chunk, 2051));
      }
    }
  }

  @Test
  void shouldGiveBackTheValues_whenTakenOffAgain() {
    long[] values = new Random(1).longs(5000).toArray();
    long[] masked = values.clone();
    MaskStream stream = new MaskStream();

    stream.apply(KEY, Part.PARAMETERS, 3, masked, true);
    assertThat(masked).isNotEqualTo(values);
    stream.apply(KEY, Part.PARAMETERS, 3, masked, false);

    assertThat(masked).isEqualTo(values);
  }

  @Test
  void shouldBeginAnew_whateverLengthCameBefore() {
    MaskStream stream = new MaskStream();
    long[] first = new long[7];
    stream.apply(KEY, Part.PARAMETERS, 5, new long[3], true);
    stream.apply(KEY, Part.PARAMETERS, 5, first, true);
    long[] longer = new long[3000];
    stream.apply(KEY, Part.PARAMETERS, 5, longer, true);

    assertThat(Arrays.copyOf(longer, 7)).isEqualTo(first);
  }

  @Test
  void shouldRefuseANegativeChunk() {
    assertThatThrownBy(() -> new MaskStream().apply(KEY, Part.PARAMETERS, -1, new long[1], true))
        .hasMessageContaining("chunk is -1");
  }

  private static long[] blockByBlock(int part, int chunk, int count) throws Exception {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"));
    long[] values = new long[count];
    for (int i = 0; i < count; i += 2) {
      byte[] counter = ByteBuffer.allocate(16).putInt(part).putInt(chunk).putLong(i / 2).array();
      ByteBuffer block = ByteBuffer.wrap(aes.doFinal(counter)).order(ByteOrder.LITTLE_ENDIAN);
      values[i] = block.getLong();
      if (i + 1 < count) {
        values[i + 1] = block.getLong();
      }
    }
    return values;
  }
}
