package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NumericMethodsTest {
  @Test
  void shouldGiveTheSimpleMean_whenFedavg() {
    ChunkAggregate chunk = chunk("fedavg", Encoding.FLOAT64, Grid.finest(10, 0, 1, 3, 2), 16);

    chunk.add(doubles(1, 2), 1);
    chunk.add(doubles(3, 4), 1);

    assertThat(chunk.finalise(cohort(2, 2))).isEqualTo(doubles(2, 3).array());
  }

  @Test
  void shouldWeighTheMean_whenWeighted() {
    ChunkAggregate chunk = chunk("weighted", Encoding.FLOAT32, Grid.finest(10, 0, 100, 3, 1), 8);

    chunk.add(floats(1, 8), 30);
    chunk.add(floats(5, -8), 10);

    // (30 + 50) / 40 and (240 - 80) / 40.
    assertThat(chunk.finalise(cohort(40, 2))).isEqualTo(floats(2, 4).array());
  }

  @Test
  void shouldGiveTheTotal_whenSum() {
    ChunkAggregate chunk = chunk("sum", Encoding.FLOAT64, Grid.finest(1e9, 0, 1, 3, 2), 16);

    chunk.add(doubles(1e9, 0.25), 1);
    chunk.add(doubles(1e9, 0.5), 1);
    chunk.add(doubles(1, -1), 1);

    assertThat(chunk.finalise(cohort(3, 3))).isEqualTo(doubles(2_000_000_001.0, -0.25).array());
  }

  @Test
  void shouldForgetAnUpdate_whenItIsSubtracted() {
    ChunkAggregate chunk = chunk("weighted", Encoding.FLOAT32, Grid.finest(10, 0, 9, 3, 1), 4);

    chunk.subtract(floats(0.1f), 7);
    chunk.add(floats(4), 2);
    chunk.add(floats(0.1f), 7);

    assertThat(chunk.finalise(cohort(2, 1))).isEqualTo(floats(4).array());
  }

  @Test
  void shouldReportTheReason_whenAPayloadCannotBeAdded() {
    ChunkAggregate chunk = chunk("fedavg", Encoding.FLOAT32, Grid.finest(10, 0, 1, 3, 1), 8);

    assertThat(chunk.fault(floats(1, 2), 1)).isNull();
    assertThat(reason(chunk, floats(1), 1)).isEqualTo(PayloadFault.WRONG_LENGTH);
    assertThat(reason(chunk, floats(1, Float.NaN), 1)).isEqualTo(PayloadFault.NOT_FINITE);
    assertThat(reason(chunk, floats(1, 11), 1)).isEqualTo(PayloadFault.OUT_OF_RANGE);
    assertThat(reason(chunk, floats(1, 2), 2)).isEqualTo(PayloadFault.OUT_OF_RANGE);
    assertThatThrownBy(() -> chunk.add(floats(1, 11), 1)).hasMessageContaining("value 1 is 11.0");
  }

  @Test
  void shouldFail_whenTheCohortIsLargerThanTheGridAllows() {
    ChunkAggregate chunk = chunk("fedavg", Encoding.FLOAT32, Grid.finest(10, 0, 1, 3, 1), 4);

    assertThatThrownBy(() -> chunk.finalise(cohort(4, 4)))
        .isInstanceOf(FinaliseException.class)
        .hasMessageContaining("4 updates")
        .hasMessageContaining("maxCohort is 3");
  }

  @Test
  void shouldHoldTheLanesOnly_whenAskedForMemory() {
    Grid grid = Grid.finest(10, 0, 1, 3, 2);

    assertThat(chunk("fedavg", Encoding.FLOAT32, grid, 4000).memoryBytes()).isEqualTo(16_000);
  }

  private static String reason(ChunkAggregate chunk, ByteBuffer payload, long weight) {
    PayloadFault fault = chunk.fault(payload, weight);
    return fault == null ? "none" : fault.reason();
  }

  private static ChunkAggregate chunk(String method, Encoding encoding, Grid grid, int bytes) {
    return Methods.streamed(method)
        .newAggregate(new ChunkTerms(encoding, grid, 0, bytes, Map.of()));
  }

  private static FinaliseTerms cohort(long totalWeight, int size) {
    return new FinaliseTerms(totalWeight, size, null, null);
  }

  private static ByteBuffer floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static ByteBuffer doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes;
  }
}
