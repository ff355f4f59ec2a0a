package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Updates that are differences to the base version. */
class DeltaUpdatesTest {
  private static final Grid EQUAL = Grid.finest(1024, 0, 1, 10, 2);
  private static final Grid WEIGHTED = Grid.finest(1024, 0, 100, 10, 2);

  /** Which only methods that normalise by steps look at. */
  private static final double STEPS = 500;

  @Test
  void shouldAddTheMeanToTheBase_whenWeighted() {
    // 10 + (1 * 2 + 3 * 4) / 4 and -1 + (1 * 0 - 3 * 8) / 4
    ServerStep step = step("weighted", WEIGHTED, row(10, -1), row(2, 0), 1, row(4, -8), 3);

    assertThat(Trial.doubles(step.model())).containsExactly(13.5, -7);
    assertThat(step.state()).isEmpty();
  }

  @Test
  void shouldAddTheMeanToTheBase_whenFedavg() {
    ServerStep step = step("fedavg", EQUAL, row(10, -1), row(2, 0), 1, row(4, -8), 1);

    assertThat(Trial.doubles(step.model())).containsExactly(13, -5);
  }

  /** A difference sent as such moves a server optimiser as far as one that it takes itself. */
  @ParameterizedTest
  @CsvSource({"fedavgm", "fedadam", "fedyogi", "fedadagrad"})
  void shouldStepAsFar_whenAnOptimiserIsToldTheDifference(String method) {
    ServerStep told = step(method, EQUAL, row(10, -1), row(2, 0), 1, row(4, -8), 1);
    ServerStep worked = Trial.of(method).make(row(10, -1), null, null, row(12, -1), row(14, -9));

    assertThat(told.model()).isEqualTo(worked.model());
    assertThat(told.state()).isEqualTo(worked.state());
  }

  @Test
  void shouldSayWhy_whenThereIsNoBase() {
    assertThatThrownBy(() -> step("fedavg", EQUAL, null, row(2, 0), 1, row(4, -8), 1))
        .isInstanceOf(FinaliseException.class)
        .hasMessage("the updates are differences to a base version, and there is none");
  }

  /** Or one store could fail every round with a large difference. */
  @ParameterizedTest
  @CsvSource({"fedavg", "fedavgm", "fedadam", "fedyogi", "fedadagrad", "fednova"})
  void shouldEndAtTheGridsLargestValue_whenDifferencesLeadBeyond(String method) {
    double[] base = row(1023.99, -1023.99);

    ServerStep step = step(method, EQUAL, base, row(2, -1024), 1, row(2, -1024), 1);

    assertThat(Trial.doubles(step.model())).containsExactly(1024, -1024);
  }

  @Test
  void shouldGoOn_whenMomentumLeadsBeyond() {
    double[] model = row(0);
    byte[] state = {};
    for (int round = 0; round < 3; round++) {
      ChunkAggregate aggregate = aggregate("fedavgm", EQUAL, 1);
      aggregate.add(Trial.payload(1024), 1);
      ServerStep step =
          ((ServerAggregate) aggregate)
              .step(new FinaliseTerms(1, 1, Trial.payload(model), stateOf(state)));
      model = Trial.doubles(step.model());
      state = step.state();
    }

    assertThat(model).containsExactly(1024);
    // 1024 (1 + 0.9 + 0.81): what is remembered is nobody's parameter and has no bound to keep.
    assertThat(Trial.doubles(state)).containsExactly(0.9 * (0.9 * 1024 + 1024) + 1024);
  }

  @Test
  void shouldStillFail_whenTheStepIsNoNumber() {
    ChunkTerms terms =
        new ChunkTerms(
            Encoding.FLOAT64,
            EQUAL,
            0,
            8,
            Map.of("eta", "1e308", "beta1", "0"),
            UpdateValues.DIFFERENCES);
    ServerAggregate aggregate = (ServerAggregate) Methods.streamed("fedavgm").newAggregate(terms);
    aggregate.add(Trial.payload(1024), 1);

    assertThatThrownBy(() -> aggregate.step(new FinaliseTerms(1, 1, Trial.payload(0), null)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("parameter 0 of chunk 0 would become Infinity");
  }

  @Test
  void shouldBeRefusedWithAReason_whenTheRoundCannotTravelSo() {
    UpdateTerms.check("median", UpdateEncoding.of(Kind.FLOAT16), Encoding.FLOAT32, EQUAL);
    UpdateTerms.check("krum", UpdateEncoding.of(Kind.BFLOAT16), Encoding.FLOAT32, EQUAL);
    UpdateTerms.check("fedadam", UpdateEncoding.of(Kind.INT8), Encoding.FLOAT32, EQUAL);
    UpdateTerms.check("sum", UpdateEncoding.AS_MODEL, Encoding.FLOAT64, EQUAL);

    assertThatThrownBy(() -> check("median", Kind.INT8, Encoding.FLOAT32, EQUAL))
        .hasMessage(
            "update_encoding INT8 sends differences to the base version, which method median does"
                + " not aggregate: expected a method of [fedadagrad, fedadam, fedavg, fedavgm,"
                + " fednova, fedyogi, weighted], or AS_MODEL, FLOAT16 or BFLOAT16");
    assertThatThrownBy(() -> check("sum", Kind.FLOAT16, Encoding.FLOAT64, EQUAL))
        .hasMessage(
            "update_encoding is FLOAT16 with encoding FLOAT64, expected FLOAT32; take AS_MODEL");
    assertThatThrownBy(() -> check("union", Kind.INT8, Encoding.TEXT, EQUAL))
        .hasMessageContaining("with encoding TEXT");
    Grid wide = Grid.finest(65_505, 0, 1, 10, 1);
    assertThatThrownBy(() -> check("fedavg", Kind.FLOAT16, Encoding.FLOAT32, wide))
        .hasMessage(
            "update_encoding FLOAT16 holds numbers to 65504.0 and the round's go to 65505.0: take"
                + " BFLOAT16 or a smaller max_abs_value");
    check("fedavg", Kind.BFLOAT16, Encoding.FLOAT32, wide);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "BFLOAT16"})
  void shouldBeRefused_whenRoundingWouldBeMultipliedByTheSteps(Kind kind) {
    check("fednova", Kind.INT8, Encoding.FLOAT32, EQUAL);

    assertThatThrownBy(() -> check("fednova", kind, Encoding.FLOAT32, EQUAL))
        .hasMessage(
            "update_encoding %s rounds whole parameters, and method fednova multiplies how far"
                + " updates are from the base, rounding and all, by the stores' steps: expected"
                + " AS_MODEL, INT8 or TOP_K",
            kind);
  }

  @Test
  void shouldBeRefused_whenThereIsNoBaseToDifferFrom() {
    UpdateTerms.requireBase(UpdateEncoding.of(Kind.INT8), true);
    UpdateTerms.requireBase(UpdateEncoding.of(Kind.FLOAT16), false);

    assertThatThrownBy(() -> UpdateTerms.requireBase(new UpdateEncoding(Kind.TOP_K, 0.1), false))
        .hasMessage(
            "update_encoding TOP_K sends differences to the base version, and the round has none:"
                + " expected a base, or AS_MODEL, FLOAT16 or BFLOAT16");
  }

  private static void check(String method, Kind kind, Encoding model, Grid grid) {
    UpdateTerms.check(method, UpdateEncoding.of(kind), model, grid);
  }

  private static ServerStep step(
      String method,
      Grid grid,
      double @Nullable [] base,
      double[] one,
      long weightOfOne,
      double[] other,
      long weightOfOther) {
    ChunkAggregate aggregate = aggregate(method, grid, one.length);
    aggregate.add(Trial.payload(one), weightOfOne);
    aggregate.add(Trial.payload(other), weightOfOther);
    ByteBuffer from = base == null ? null : Trial.payload(base);
    return ((ServerAggregate) aggregate)
        .step(new FinaliseTerms(weightOfOne + weightOfOther, 2, from, null, STEPS));
  }

  private static ChunkAggregate aggregate(String method, Grid grid, int parameters) {
    return Methods.streamed(method)
        .newAggregate(
            new ChunkTerms(
                Encoding.FLOAT64, grid, 0, 8 * parameters, Map.of(), UpdateValues.DIFFERENCES));
  }

  private static @Nullable ByteBuffer stateOf(byte[] state) {
    return state.length == 0 ? null : ByteBuffer.wrap(state);
  }

  private static double[] row(double... values) {
    return values;
  }
}
