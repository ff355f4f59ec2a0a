package io.fedlog.learning.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateEncoderTest {
  private static final double[] NOTHING = {};

  @Test
  void shouldSendTheDifferenceAndRememberTheRest_whenTopK() {
    EncodedChunks chunks = chunks(Kind.TOP_K, 0.25, 4);
    UpdateEncoder encoder = new UpdateEncoder(chunks, grid(100), new Random(1));

    // Differences 1, -3, 2, 0: -3 goes, the rest stays.
    UpdateEncoder.Encoded first =
        encoder.encode(singles(11, 7, 2, 5), new double[] {10, 10, 0, 5}, NOTHING);
    assertThat(decoded(chunks, first)).containsExactly(0, -3, 0, 0);
    assertThat(first.residual()).containsExactly(1, 0, 2, 0);

    // Differences 1, 1, 1, 1 and the residual are 2, 1, 3, 1: 3 goes.
    UpdateEncoder.Encoded second =
        encoder.encode(singles(1, 1, 1, 1), new double[4], first.residual());
    assertThat(decoded(chunks, second)).containsExactly(0, 0, 3, 0);
    assertThat(second.residual()).containsExactly(2, 1, 0, 1);
  }

  /** Error feedback: what was sent and what is left add up to what was learned, exactly. */
  @Test
  void shouldLoseNothing_whenRoundsGoOn() {
    int numbers = 20_000; // two chunks
    EncodedChunks chunks = chunks(Kind.TOP_K, 0.05, numbers);
    UpdateEncoder encoder = new UpdateEncoder(chunks, grid(1024), new Random(1));
    Random random = new Random(9);
    double[] learned = new double[numbers];
    double[] sent = new double[numbers];
    double[] residual = NOTHING;
    for (int round = 0; round < 40; round++) {
      float[] update = new float[numbers];
      for (int i = 0; i < numbers; i++) {
        update[i] = Math.round(random.nextGaussian() * 1024) / 1024f; // sums of these are exact
        learned[i] += update[i];
      }
      UpdateEncoder.Encoded encoded =
          encoder.encode(singles(update), new double[numbers], residual);
      residual = encoded.residual();
      float[] came = decoded(chunks, encoded);
      for (int i = 0; i < numbers; i++) {
        sent[i] += came[i];
      }
    }
    for (int i = 0; i < numbers; i++) {
      assertThat(sent[i] + residual[i]).isEqualTo(learned[i]);
    }
    assertThat(Arrays.stream(sent).filter(value -> value != 0).count()).isGreaterThan(15_000);
  }

  @Test
  void shouldBeWithinAStepOfTheDifference_whenInt8() {
    EncodedChunks chunks = chunks(Kind.INT8, 0, 20_000);
    Random random = new Random(2);
    float[] update = new float[20_000];
    double[] base = new double[update.length];
    for (int i = 0; i < update.length; i++) {
      base[i] = (float) random.nextGaussian();
      update[i] = (float) (base[i] + 0.01 * random.nextGaussian());
    }

    UpdateEncoder.Encoded encoded =
        new UpdateEncoder(chunks, grid(1024), new Random(3)).encode(singles(update), base, NOTHING);

    assertThat(encoded.residual()).isEmpty();
    assertThat(encoded.payload()).hasSize(20_000 + 32 + 8); // 32 buckets and 8 in the last chunk
    float[] deltas = decoded(chunks, encoded);
    for (int i = 0; i < deltas.length; i++) {
      // No difference reaches 0.0625, so that a step is at most 2^-10.
      assertThat(Math.abs(deltas[i] - (update[i] - base[i]))).isLessThan(0x1p-10);
    }
  }

  @Test
  void shouldBeTheWholeUpdate_whenHalves() {
    EncodedChunks chunks = chunks(Kind.BFLOAT16, 0, 3);

    UpdateEncoder.Encoded encoded =
        new UpdateEncoder(chunks, grid(1024), new Random(1))
            .encode(singles(1.5f, -1.0078125f, 100), new double[] {9, 9, 9}, NOTHING);

    assertThat(decoded(chunks, encoded)).containsExactly(1.5f, -1.0078125f, 100);
    assertThat(encoded.residual()).isEmpty();
  }

  @Test
  void shouldKeepWhatIsBeyondTheLimit_whenDifferencesAreLarge() {
    EncodedChunks chunks = chunks(Kind.TOP_K, 0.5, 2);
    // 0.1 as a double lies between two singles: the limit is the lower one.
    float most = Math.nextDown(0.1f);

    UpdateEncoder.Encoded encoded =
        new UpdateEncoder(chunks, grid(0.1), new Random(1))
            .encode(singles(most, 0), new double[] {-most, 0}, NOTHING);

    assertThat(decoded(chunks, encoded)).containsExactly(most, 0);
    assertThat(encoded.residual()).containsExactly(most, 0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, -8.5f})
  void shouldNotBeSent_whenTrainingDiverged(float value) {
    for (Kind kind : new Kind[] {Kind.FLOAT16, Kind.INT8}) {
      UpdateEncoder encoder = new UpdateEncoder(chunks(kind, 0, 2), grid(8), new Random(1));
      assertThatThrownBy(() -> encoder.encode(singles(0, value), new double[2], NOTHING))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "parameter 1 of the update is %s, expected -8.0 to 8.0: the training has diverged;"
                  + " lower its learning rate",
              (double) value);
    }
  }

  @Test
  void shouldSayWhatDoesNotFit_whenLengthsDiffer() {
    UpdateEncoder encoder = new UpdateEncoder(chunks(Kind.TOP_K, 0.5, 2), grid(8), new Random(1));

    assertThatThrownBy(() -> encoder.encode(singles(1, 2), null, NOTHING))
        .hasMessage(
            "update_encoding TOP_K sends the difference to the base version, and the round has"
                + " none");
    assertThatThrownBy(() -> encoder.encode(singles(1, 2), new double[3], NOTHING))
        .hasMessage("the base version has 3 parameters, expected the update's 2");
    assertThatThrownBy(() -> encoder.encode(singles(1, 2), new double[2], new double[1]))
        .hasMessage("the residual of earlier updates has 1 parameters, expected the update's 2");
  }

  private static Grid grid(double maxAbsValue) {
    return Grid.finest(maxAbsValue, 0, 1, 1, 1);
  }

  private static EncodedChunks chunks(Kind kind, double share, int numbers) {
    return new EncodedChunks(new UpdateEncoding(kind, share), 4, 4L * numbers, 1 << 16);
  }

  private static byte[] singles(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static float[] decoded(EncodedChunks chunks, UpdateEncoder.Encoded encoded) {
    ByteBuffer payload = ByteBuffer.wrap(encoded.payload());
    ByteBuffer all = ByteBuffer.allocate(8 * encoded.payload().length * 4);
    for (int chunk = 0; payload.hasRemaining(); chunk++) {
      ByteBuffer part = payload.slice().limit(chunks.bytes(chunk));
      assertThat(chunks.fault(chunk, part)).isNull();
      all.put(chunks.decode(chunk, part));
      payload.position(payload.position() + chunks.bytes(chunk));
    }
    float[] values = new float[all.flip().remaining() / 4];
    all.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
