package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Updates that are differences to the base in whole units of the grid. */
class UnitUpdatesTest {
  /** Units of a quarter, values to 100. */
  private static final Grid GRID = new Grid(2, 100, 0, 1, 4, 1);

  @Test
  void shouldStepFromTheBaseByTheMean_whenUpdatesAreUnits() {
    // (3 + 5) / 2 = 4 quarters and (-2 - 4) / 2 = -3 quarters.
    assertThat(model(new float[] {10, 20}, null, units(3, -2), units(5, -4)))
        .containsExactly(11f, 19.25f);
  }

  @Test
  void shouldAddNoiseToTheSumOnce_whenThereIsNoise() {
    SumNoise noise =
        sums -> {
          sums[0] += 16;
          sums[1] -= 2;
        };

    // (8 + 16) / 2 = 12 quarters and (-6 - 2) / 2 = -4 quarters.
    assertThat(model(new float[] {10, 20}, noise, units(3, -2), units(5, -4)))
        .containsExactly(13f, 19f);
  }

  @Test
  void shouldStayTheSame_whenFinalisedAgain() {
    ChunkAggregate sum = Methods.streamed("fedavg").newAggregate(terms(2));
    sum.add(units(3, -2), 1);
    FinaliseTerms end = new FinaliseTerms(1, 1, singles(0, 0), null, 0, sums -> sums[0] += 1);

    assertThat(sum.finalise(end)).isEqualTo(sum.finalise(end)).isEqualTo(singles(1, -0.5f).array());
  }

  @Test
  void shouldFail_whenNoiseIsForSumsOfParameters() {
    ChunkTerms floats = new ChunkTerms(Encoding.FLOAT32, GRID, 0, 8, Map.of());
    ChunkAggregate sum = Methods.streamed("fedavg").newAggregate(floats);
    sum.add(singles(1, 2), 1);

    assertThatThrownBy(
            () -> sum.finalise(new FinaliseTerms(1, 1, null, null, 0, sums -> sums[0] += 1)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("expected update_encoding GRID");
  }

  @Test
  void shouldBeRefused_whenARoundCannotAddUnits() {
    UpdateEncoding units = UpdateEncoding.of(Kind.GRID);

    assertThatThrownBy(() -> UpdateTerms.check("median", units, Encoding.FLOAT32, GRID))
        .hasMessageContaining("GRID sends differences to the base version, which method median");
    assertThatThrownBy(() -> UpdateTerms.check("union", units, Encoding.TEXT, GRID))
        .hasMessageContaining("GRID with encoding TEXT");
    assertThatThrownBy(
            () ->
                UpdateTerms.check("fedavg", units, Encoding.FLOAT64, new Grid(2, 100, 0, 1, 4, 2)))
        .hasMessageContaining("the grid has lanes 2");
    UpdateTerms.check("fedadam", units, Encoding.FLOAT64, GRID);
  }

  private static float[] model(float[] base, @Nullable SumNoise noise, ByteBuffer... updates) {
    ChunkAggregate sum = Methods.streamed("fedavg").newAggregate(terms(base.length));
    sum.addAll(List.of(updates), new long[] {1, 1});
    ByteBuffer model =
        ByteBuffer.wrap(
                sum.finalise(
                    new FinaliseTerms(
                        updates.length, updates.length, singles(base), null, 0, noise)))
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[base.length];
    model.asFloatBuffer().get(values);
    return values;
  }

  private static ChunkTerms terms(int parameters) {
    return new ChunkTerms(Encoding.FLOAT32, GRID, 0, 4 * parameters, Map.of(), UpdateValues.UNITS);
  }

  private static ByteBuffer units(long... units) {
    return ByteBuffer.wrap(GridUnits.write(units));
  }

  private static ByteBuffer singles(float... values) {
    ByteBuffer singles = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    singles.asFloatBuffer().put(values);
    return singles;
  }
}
