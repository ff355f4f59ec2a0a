package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistanceSumsTest {
  private static final int LEAF = 1 << 16;

  @Test
  void shouldMeasureAllPairs_whenWorkedOutByHand() {
    DistanceSums sums = sums(2, true, 16);
    sums.measure(List.of(Trial.payload(0, 0), Trial.payload(3, 4), Trial.payload(-1, 0)));
    Distances distances = sums.distances();

    assertThat(distances.updates()).isEqualTo(2);
    assertThat(distances.points()).isEqualTo(3);
    assertThat(distances.squared(0, 1)).isEqualTo(25);
    assertThat(distances.squared(1, 0)).isEqualTo(25);
    assertThat(distances.squared(0, 2)).isEqualTo(1);
    assertThat(distances.squared(2, 1)).isEqualTo(32);
    assertThat(distances.squared(1, 1)).isZero();
  }

  @Test
  void shouldTellNearUpdatesApart_whenTheyAreFarFromZero() {
    DistanceSums sums = sums(2, false, 8);
    sums.measure(List.of(Trial.payload(1000), Trial.payload(1000 + 0x1p-30)));

    assertThat(sums.distances().squared(0, 1)).isEqualTo(0x1p-60);
  }

  @Test
  void shouldAgreeWithPlainSums_whenUpdatesAreLong() {
    double[][] rows = Trial.normal(1, 4, 5000);
    DistanceSums sums = sums(4, false, 40_000);
    sums.measure(List.of(rows).stream().map(Trial::payload).toList());
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double expected = Trial.squared(rows[i], rows[j]);
        assertThat(sums.distances().squared(i, j)).isCloseTo(expected, within(expected * 1e-13));
      }
    }
  }

  @Test
  void shouldGiveTheSameBytes_whateverTheChunksAndTheirOrder() {
    Random random = new Random(1);
    List<ByteBuffer> updates = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ByteBuffer update = ByteBuffer.allocate(5 * LEAF + 400).order(ByteOrder.LITTLE_ENDIAN);
      while (update.hasRemaining()) {
        update.putFloat((float) random.nextGaussian());
      }
      updates.add(update.flip());
    }
    byte[] whole = measured(updates, 8 * LEAF, false);

    assertThat(measured(updates, LEAF, false)).isEqualTo(whole);
    assertThat(measured(updates, 2 * LEAF, true)).isEqualTo(whole);
  }

  /** One report a chunk, added up forwards or backwards. */
  private static byte[] measured(List<ByteBuffer> updates, int chunkBytes, boolean backwards) {
    int bytes = updates.get(0).remaining();
    List<byte[]> reports = new ArrayList<>();
    for (int from = 0; from < bytes; from += chunkBytes) {
      int at = from;
      int length = Math.min(chunkBytes, bytes - from);
      DistanceSums sums = singles(bytes);
      sums.measure(updates.stream().map(update -> update.slice(at, length)).toList());
      reports.add(backwards ? 0 : reports.size(), sums.toBytes());
    }
    DistanceSums total = singles(bytes);
    reports.forEach(report -> total.add(ByteBuffer.wrap(report)));
    return total.toBytes();
  }

  @Test
  void shouldRefuse_whatDoesNotFit() {
    DistanceSums sums = sums(2, true, 8);
    assertThatThrownBy(() -> sums.measure(List.of(Trial.payload(1), Trial.payload(2))))
        .hasMessageContaining("payloads are 2, expected 2 and the base's");
    assertThatThrownBy(
            () -> sums.measure(List.of(Trial.payload(1), Trial.payload(2), Trial.payload(1, 2))))
        .hasMessageContaining("payload 2 has 16 bytes, expected 8");
    assertThatThrownBy(() -> sums.add(ByteBuffer.allocate(47)))
        .hasMessageContaining("47 bytes of sums, expected 16 for each of 3");
  }

  private static DistanceSums sums(int updates, boolean withBase, long bytes) {
    return new DistanceSums(updates, withBase, terms(Encoding.FLOAT64, bytes));
  }

  private static DistanceSums singles(long bytes) {
    return new DistanceSums(3, false, terms(Encoding.FLOAT32, bytes));
  }

  private static MethodTerms terms(Encoding encoding, long bytes) {
    Grid grid = Grid.finest(1 << 10, 0, 1, 10, 1);
    return new MethodTerms(encoding, grid, bytes, LEAF, 1, 3, Map.of());
  }
}
