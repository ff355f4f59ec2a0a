package io.fedlog.learning.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GridUnitsTest {
  /** Units of an eighth, values to 2.5: 20 units. */
  private static final Grid EIGHTHS = new Grid(3, 2.5, 0, 1, 4, 1);

  @Test
  void shouldRoundToTheNearestUnit_whenDifferencesArePutOnTheGrid() {
    // 0.3 is 2.4 eighths; 0.0625 and 0.1875 lie between two units: 0 and 2 are even.
    double[] differences = {0.3, -0.3, 0.0625, 0.1875, 2.5, -2.5, -0.0};

    assertThat(GridUnits.nearest(differences, EIGHTHS)).containsExactly(2, -2, 0, 2, 20, -20, 0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2.5625001, -2.6, 1e300, Double.NaN, Double.NEGATIVE_INFINITY})
  void shouldBeRefused_whenADifferenceIsBeyondTheGrid(double difference) {
    assertThatThrownBy(() -> GridUnits.nearest(new double[] {0, difference}, EIGHTHS))
        .hasMessageContaining("difference 1 is " + difference)
        .hasMessageContaining("-2.5 to 2.5");
  }

  @Test
  void shouldBeLittleEndian_whenUnitsTravel() {
    byte[] payload = GridUnits.write(new long[] {258, -1, Long.MIN_VALUE});

    assertThat(payload)
        .containsExactly(
            2, 1, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, -128);
    assertThat(GridUnits.read(ByteBuffer.wrap(payload))).containsExactly(258, -1, Long.MIN_VALUE);
  }

  @Test
  void shouldStayUnits_whenAChunkIsDecoded() {
    EncodedChunks chunks = new EncodedChunks(UpdateEncoding.of(Kind.GRID), 4, 12, 1 << 16);
    ByteBuffer payload = ByteBuffer.wrap(GridUnits.write(new long[] {1, 2, 3}));

    assertThat(chunks.fault(0, payload)).isNull();
    assertThat(chunks.decode(0, payload)).isSameAs(payload);
    assertThat(chunks.bytes()).isEqualTo(24);
  }

  @Test
  void shouldHaveAsManyBytes_whenTheModelIsOfDoubles() {
    EncodedChunks chunks = new EncodedChunks(UpdateEncoding.of(Kind.GRID), 8, 800, 1 << 16);

    assertThat(chunks.bytes()).isEqualTo(800);
  }

  @Test
  void shouldBeRefused_whenTheModelIsText() {
    assertThatThrownBy(() -> new EncodedChunks(UpdateEncoding.of(Kind.GRID), 1, 800, 1 << 16))
        .hasMessageContaining("GRID and the model is text");
  }
}
