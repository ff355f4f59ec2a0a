package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every method can do with unchecked payloads and with several, whether its own or not. */
class SeveralPayloadsTest {
  @Test
  void shouldWeighEach_whenSeveralAreAddedAtOnce() {
    ChunkAggregate chunk = weighted();

    chunk.addAll(List.of(floats(1, 8), floats(5, -8), floats(0, 0)), new long[] {30, 10, 10});

    // (30 + 50) / 50 and (240 - 80) / 50.
    assertThat(chunk.finalise(cohort(50, 3))).isEqualTo(floats(1.6f, 3.2f).array());
  }

  @Test
  void shouldAddNone_whenOneOfSeveralIsBad() {
    ChunkAggregate chunk = weighted();
    chunk.add(floats(1, 2), 1);

    assertThatThrownBy(() -> chunk.addAll(List.of(floats(3, 3), floats(3, 11)), new long[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("payload 1: value 1 is 11.0");

    assertThat(chunk.finalise(cohort(1, 1))).isEqualTo(floats(1, 2).array());
  }

  @Test
  void shouldReturnTheReason_whenANumberIsBad() {
    ChunkAggregate chunk = weighted();

    assertThat(chunk.tryAdd(floats(1, 2), 1)).isNull();
    PayloadFault fault = chunk.tryAdd(floats(1, Float.NaN), 1);

    assertThat(fault).isNotNull();
    assertThat(fault.reason()).isEqualTo(PayloadFault.NOT_FINITE);
    assertThat(chunk.finalise(cohort(1, 1))).isEqualTo(floats(1, 2).array());
  }

  @Test
  void shouldDoTheSame_whenAMethodHasNoWayOfItsOwn() {
    ChunkAggregate union =
        Methods.streamed("union")
            .newAggregate(
                new ChunkTerms(Encoding.TEXT, Grid.finest(1, 0, 1, 9, 1), 0, 90, Map.of()));

    assertThat(union.tryAdd(text("b\n"), 1)).isNull();
    assertThat(union.tryAdd(text("b"), 1)).isNotNull();
    union.addAll(List.of(text("a\n"), text("c\n")), new long[] {1, 1});
    assertThatThrownBy(() -> union.addAll(List.of(text("x\n"), text("x")), new long[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> union.addAll(List.of(text("y\n")), new long[] {1, 1}))
        .hasMessage("weights are 2, expected one for each of 1");

    assertThat(new String(union.finalise(cohort(1, 1)), StandardCharsets.UTF_8))
        .isEqualTo("a\nb\nc\n");
  }

  private static ChunkAggregate weighted() {
    return Methods.streamed("weighted")
        .newAggregate(
            new ChunkTerms(Encoding.FLOAT32, Grid.finest(10, 0, 100, 3, 2), 0, 8, Map.of()));
  }

  private static FinaliseTerms cohort(long totalWeight, int size) {
    return new FinaliseTerms(totalWeight, size, null, null);
  }

  private static ByteBuffer text(String lines) {
    return ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }
}
