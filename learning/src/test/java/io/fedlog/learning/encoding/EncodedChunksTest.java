package io.fedlog.learning.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.exact.ValueFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncodedChunksTest {
  private static final int LEAF = 1 << 16;

  /** 40,000 floats in chunks of 16,384: two full ones and one of 7,232. */
  @ParameterizedTest
  @CsvSource({
    "AS_MODEL, 0, 65536, 28928",
    "FLOAT16, 0, 32768, 14464",
    "BFLOAT16, 0, 32768, 14464",
    "INT8, 0, 16416, 7247", // 32 and 15 buckets
    "TOP_K, 0.1, 13112, 5792", // 1,639 and 724 entries
    "TOP_K, 0.5, 65536, 28928",
    "TOP_K, 1e-9, 8, 8",
    "GRID, 0, 131072, 57856"
  })
  void shouldFollowFromTheRoundAlone_whenLengthsAreAskedFor(
      Kind kind, double share, int full, int last) {
    EncodedChunks chunks = new EncodedChunks(new UpdateEncoding(kind, share), 4, 160_000, LEAF);

    assertThat(chunks.bytes(0)).isEqualTo(full);
    assertThat(chunks.bytes(1)).isEqualTo(full);
    assertThat(chunks.bytes(2)).isEqualTo(last);
    assertThat(chunks.bytes()).isEqualTo(2L * full + last);
  }

  @ParameterizedTest
  @CsvSource({"0.1, 30, 3", "0.1, 31, 4", "0.3, 10, 3", "0.01, 1, 1", "0.5, 7, 4"})
  void shouldBeInDecimal_whenAShareIsTaken(double share, int numbers, int sent) {
    assertThat(new UpdateEncoding(Kind.TOP_K, share).sent(numbers)).isEqualTo(sent);
  }

  @Test
  void shouldSendTheLargest_whenTopK() {
    EncodedChunks chunks = topK(0.5, 5);

    byte[] payload = chunks.encode(0, new double[] {1, -5, 3, 0, 4}, 9, new Random(1));

    assertThat(payload)
        .isEqualTo(entries(1, -5, 2, 3, 4, 4)); // three of five, in the order of their places
    assertThat(singles(chunks.decode(0, ByteBuffer.wrap(payload)))).containsExactly(0, -5, 3, 0, 4);
  }

  @Test
  void shouldSendTheFirst_whenSeveralAreAsLarge() {
    EncodedChunks chunks = topK(0.4, 5);

    assertThat(chunks.encode(0, new double[] {2, 1, -2, 2, 0}, 9, new Random(1)))
        .isEqualTo(entries(0, 2, 2, -2));
    assertThat(chunks.encode(0, new double[5], 9, new Random(1))).isEqualTo(entries(0, 0, 1, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 'entry 1 has index 1, expected 2 to 4'",
    "3, 2, 'entry 1 has index 2, expected 4 to 4'",
    "-1, 2, 'entry 0 has index -1, expected 0 to 4'",
    "0, 5, 'entry 1 has index 5, expected 1 to 4'",
    "0, 2147483647, 'entry 1 has index 2147483647, expected 1 to 4'"
  })
  void shouldBeRefused_whenIndicesAreNoAscendingOnes(int first, int second, String detail) {
    ByteBuffer payload = ByteBuffer.wrap(entries(first, 1, second, 1));

    ValueFault fault = Objects.requireNonNull(topK(0.4, 5).fault(0, payload));

    assertThat(fault.reason()).isEqualTo("bad_encoding");
    assertThat(fault.detail()).isEqualTo(detail);
    assertThat(payload.position()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = "AS_MODEL", mode = EnumSource.Mode.EXCLUDE)
  void shouldBeRefused_whenOneByteIsMissingOrTooMany(Kind kind) {
    UpdateEncoding encoding = new UpdateEncoding(kind, kind == Kind.TOP_K ? 0.25 : 0);
    EncodedChunks chunks = new EncodedChunks(encoding, 4, 400, LEAF);
    int right = chunks.bytes(0);

    for (int bytes : new int[] {0, 1, right - 1, right + 1, 400}) {
      ValueFault fault = Objects.requireNonNull(chunks.fault(0, ByteBuffer.allocate(bytes)));
      assertThat(fault.reason()).isEqualTo("wrong_length");
      assertThat(fault.detail())
          .isEqualTo(
              "payload has %d bytes, expected %d: 100 numbers as %s".formatted(bytes, right, kind));
    }
  }

  /** Whatever comes, a payload is refused or decodes to as many singles as the model has. */
  @ParameterizedTest
  @EnumSource(
      names = {"AS_MODEL", "GRID"},
      mode = EnumSource.Mode.EXCLUDE)
  void shouldHoldOnToItsLength_whenBytesAreRandom(Kind kind) {
    UpdateEncoding encoding = new UpdateEncoding(kind, kind == Kind.TOP_K ? 0.02 : 0);
    EncodedChunks chunks = new EncodedChunks(encoding, 4, 4L * 700, LEAF);
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[chunks.bytes(0)];
      random.nextBytes(bytes);
      ByteBuffer payload = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
      if (chunks.fault(0, payload) == null) {
        assertThat(chunks.decode(0, payload).remaining()).isEqualTo(4 * 700);
      }
      assertThat(payload.remaining()).isEqualTo(bytes.length);
    }
  }

  @Test
  void shouldBeTheSameBytes_whenAsTheModel() {
    EncodedChunks chunks = new EncodedChunks(UpdateEncoding.AS_MODEL, 1, 90, LEAF);
    ByteBuffer payload = ByteBuffer.wrap(new byte[] {1, 2, 3});

    assertThat(chunks.fault(0, payload)).isNull();
    assertThat(chunks.decode(0, payload)).isSameAs(payload);
  }

  @Test
  void shouldSayWhatIsExpected_whenTheRoundCannotBeSo() {
    assertThatThrownBy(
            () -> new EncodedChunks(UpdateEncoding.of(Kind.FLOAT16), Double.BYTES, 800, LEAF))
        .hasMessage(
            "update_encoding is FLOAT16: the model's numbers have 8 bytes, expected FLOAT32's 4;"
                + " take AS_MODEL");
    for (double share : new double[] {0, -0.1, 0.51, Double.NaN}) {
      assertThatThrownBy(() -> new UpdateEncoding(Kind.TOP_K, share))
          .hasMessage(
              "top_k_share is %s with update_encoding TOP_K; expected above 0 and at most 0.5 with"
                  + " TOP_K, else 0",
              share);
    }
    assertThatThrownBy(() -> new UpdateEncoding(Kind.INT8, 0.1))
        .hasMessageStartingWith("top_k_share is 0.1 with update_encoding INT8");
  }

  private static EncodedChunks topK(double share, int numbers) {
    return new EncodedChunks(new UpdateEncoding(Kind.TOP_K, share), 4, 4L * numbers, LEAF);
  }

  /** Indices and values by turns. */
  private static byte[] entries(int... indicesAndValues) {
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * indicesAndValues.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < indicesAndValues.length; i += 2) {
      bytes.putInt(indicesAndValues[i]).putFloat(indicesAndValues[i + 1]);
    }
    return bytes.array();
  }

  private static float[] singles(ByteBuffer numbers) {
    float[] values = new float[numbers.remaining() / 4];
    numbers.asFloatBuffer().get(values);
    return values;
  }
}
