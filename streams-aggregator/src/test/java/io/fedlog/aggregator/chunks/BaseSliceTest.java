package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** A version whose numbers are 0, 1, 2, ..., and whose state is 100 and 200 more than each. */
class BaseSliceTest {

  @Test
  void shouldTakePartOfAChunk_whenTheBasesAreLarger() {
    BaseSlice slice = slice(8, 10, 4, 4); // chunks 0-7 and 8-9; wanted are 4-7

    fill(slice, 8, 10);

    assertThat(doubles(slice.numbers())).containsExactly(4, 5, 6, 7);
    assertThat(doubles(slice.state())).containsExactly(104, 105, 106, 107, 204, 205, 206, 207);
  }

  @Test
  void shouldPutChunksTogether_whenTheBasesAreSmaller() {
    BaseSlice slice = slice(4, 10, 0, 10); // the last chunk has two

    fill(slice, 4, 10);

    assertThat(doubles(slice.numbers())).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(doubles(slice.state()))
        .containsExactly(
            100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 200, 201, 202, 203, 204, 205, 206,
            207, 208, 209);
  }

  @Test
  void shouldFindItsPart_whenNoBordersMeet() {
    BaseSlice slice = slice(3, 10, 2, 6); // of 0-2, 3-5 and 6-8

    fill(slice, 3, 10);

    assertThat(doubles(slice.numbers())).containsExactly(2, 3, 4, 5, 6, 7);
    assertThat(doubles(slice.state()))
        .containsExactly(102, 103, 104, 105, 106, 107, 202, 203, 204, 205, 206, 207);
  }

  @Test
  void shouldWriteAsTheRoundDoes_whenTheBaseIsOfTheOtherPrecision() {
    BaseSlice widened =
        new BaseSlice(new BaseShape(NumberFormat.FLOAT32, 2, 2), NumberFormat.FLOAT64, 0, 2);
    widened.put(0, little(8).putFloat(0.1f).putFloat(-3).flip());
    assertThat(doubles(widened.numbers())).containsExactly((double) 0.1f, -3);

    BaseSlice rounded =
        new BaseSlice(new BaseShape(NumberFormat.FLOAT64, 2, 2), NumberFormat.FLOAT32, 1, 1);
    rounded.put(0, little(16).putDouble(9).putDouble(0.1).flip());
    assertThat(rounded.numbers().getFloat(0)).isEqualTo(0.1f);
    assertThat(rounded.state()).isNull();
  }

  @Test
  void shouldSayWhatIsWrong_whenAPartDoesNotFit() {
    BaseSlice slice = slice(4, 10, 0, 10);
    assertThatThrownBy(() -> slice.put(0, little(24)))
        .hasMessageContaining("it has 24 bytes; expected 32");
    assertThatThrownBy(() -> slice.putState(0, little(33)))
        .hasMessageContaining("33 bytes, not as many doubles for each of 4 parameters");
    BaseSlice half = slice(4, 10, 0, 10);
    half.putState(0, little(32));
    assertThatThrownBy(half::state).hasMessageContaining("beside 1 of 3 of its chunks");
  }

  private static BaseSlice slice(int chunkNumbers, int numbers, int first, int count) {
    return new BaseSlice(
        new BaseShape(NumberFormat.FLOAT64, chunkNumbers, numbers),
        NumberFormat.FLOAT64,
        first,
        count);
  }

  private static void fill(BaseSlice slice, int chunkNumbers, int numbers) {
    for (int chunk = slice.firstChunk(); chunk <= slice.lastChunk(); chunk++) {
      int from = chunk * chunkNumbers;
      int n = Math.min(chunkNumbers, numbers - from);
      slice.put(chunk, counting(from, n, 0));
      ByteBuffer state = little(16 * n);
      state.put(counting(from, n, 100)).put(counting(from, n, 200));
      slice.putState(chunk, state.flip());
      assertThat(slice.complete()).isEqualTo(chunk == slice.lastChunk());
    }
  }

  private static ByteBuffer counting(int from, int n, int more) {
    ByteBuffer bytes = little(8 * n);
    for (int i = 0; i < n; i++) {
      bytes.putDouble(from + i + more);
    }
    return bytes.flip();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static double[] doubles(@org.jspecify.annotations.Nullable ByteBuffer bytes) {
    assertThat(bytes).isNotNull();
    double[] values = new double[bytes.remaining() / 8];
    bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
