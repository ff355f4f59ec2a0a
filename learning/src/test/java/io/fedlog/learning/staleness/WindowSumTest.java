package io.fedlog.learning.staleness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.NumberFormat;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowSumTest {
  private static final Grid ROUND = Grid.finest(1_000, 0, 1_000, 100, 2);
  private static final WindowMix FEDBUFF = new WindowMix(WindowMix.Toward.DELTA, 1.0, false);
  private static final WindowMix FEDASYNC = new WindowMix(WindowMix.Toward.MODEL, 0.5, false);
  private static final long HALF = Staleness.ONE / 2;

  @Test
  void shouldLeaveRoomForOneLeaf_whenAWindowRestsOnAsManyVersionsAsItMay() {
    // 80 MiB for 256 bases of 16 bytes of sums and 4 or 8 of the base's own a number.
    assertThat(WindowSum.mostChunkBytes(NumberFormat.FLOAT32, 1000, 255)).isEqualTo(64 << 10);
    assertThat(WindowSum.mostChunkBytes(NumberFormat.FLOAT64, 1000, 255)).isEqualTo(109_224);
    assertThat(WindowSum.mostChunkBytes(NumberFormat.FLOAT32, 10, 255)).isEqualTo(1_677_720);
    assertThat(WindowSum.mostChunkBytes(NumberFormat.FLOAT32, 10, 3)).isEqualTo(4 << 20);
  }

  @Test
  void shouldMoveByTheWeightedDeltas_whenByHand() {
    WindowSum sum = window(2);
    sum.add(doubles(3, 5), 4, 1, Staleness.ONE);
    sum.add(doubles(2, 2), 3, 3, HALF);

    // w = (10, 20), w4 = (1, 1), w3 = (0, 4); delta 1 * 1 * (2, 4) + 0.5 * 3 * (2, -2) = (5, 1); /
    // 4
    byte[] next =
        sum.combine(
            FEDBUFF, doubles(10, 20), version -> version == 4 ? doubles(1, 1) : doubles(0, 4));
    assertThat(read(next)).containsExactly(11.25, 20.25);
  }

  @Test
  void shouldDivideByStaleWeights_whenNormalisedByThem() {
    WindowSum sum = window(1);
    sum.add(doubles(3), 4, 1, Staleness.ONE);
    sum.add(doubles(2), 3, 3, HALF);

    // (1 * 2 + 1.5 * 2) / 2.5
    byte[] next =
        sum.combine(
            new WindowMix(WindowMix.Toward.DELTA, 1.0, true),
            doubles(10),
            version -> version == 4 ? doubles(1) : doubles(0));
    assertThat(read(next)).containsExactly(12.0);
  }

  @Test
  void shouldMixOneUpdate_whenFedAsync() {
    WindowSum sum = window(1);
    sum.add(doubles(8), 1, 7, HALF);

    // alpha = 0.5 * 0.5: 0.75 * 4 + 0.25 * 8
    byte[] next =
        sum.combine(
            FEDASYNC,
            doubles(4),
            version -> {
              throw new AssertionError("no base is needed");
            });
    assertThat(read(next)).containsExactly(5.0);
  }

  @Test
  void shouldMoveTheSame_whenTheDeltasAreWhatCame() {
    WindowSum sum = windowOfDeltas(2);
    sum.add(doubles(2, 4), 4, 1, Staleness.ONE);
    sum.add(doubles(2, -2), 3, 3, HALF);

    // as by hand above, and no base is needed
    byte[] next =
        sum.combine(
            FEDBUFF,
            doubles(10, 20),
            version -> {
              throw new AssertionError("no base is needed");
            });
    assertThat(read(next)).containsExactly(11.25, 20.25);
  }

  @Test
  void shouldMixWhatTheDeltaLedTo_whenFedAsync() {
    WindowSum sum = windowOfDeltas(1);
    sum.add(doubles(6), 1, 7, HALF);

    // the update is 2 + 6: as above
    byte[] next = sum.combine(FEDASYNC, doubles(4), version -> doubles(version == 1 ? 2 : 99));
    assertThat(read(next)).containsExactly(5.0);
  }

  @Test
  void shouldBeAsIfItHadNotCome_whenAnUpdateIsTakenOutAgain() {
    WindowSum sum = window(1);
    sum.add(doubles(3), 4, 1, Staleness.ONE);
    sum.add(doubles(7), 4, 2, HALF);
    sum.add(doubles(500), 3, 5, HALF);
    sum.subtract(doubles(7), 4, 2, HALF);
    sum.subtract(doubles(500), 3, 5, HALF);

    // 10 + 1 * 1 * (3 - 1) / 1; version 3 is not asked for any more
    byte[] next =
        sum.combine(
            FEDBUFF,
            doubles(10),
            version -> {
              assertThat(version).isEqualTo(4);
              return doubles(1);
            });
    assertThat(read(next)).containsExactly(12.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sum.subtract(doubles(500), 3, 5, HALF))
        .withMessage("base version is 3; expected one of [4]");
  }

  @Test
  void shouldStayWithinTheGrid_whenMovedBeyondIt() {
    WindowSum sum = window(1);
    sum.add(doubles(900), 1, 1, Staleness.ONE);

    assertThat(read(sum.combine(FEDBUFF, doubles(900), version -> doubles(-900))))
        .containsExactly(1_000.0);
  }

  @Test
  void shouldBeTheSameForAnyOrderAndNearTheExact_whenRandom() {
    Random random = new Random(7);
    int size = 50;
    Map<Long, double[]> versions = new HashMap<>();
    for (long version = 5; version <= 9; version++) {
      versions.put(version, numbers(random, size));
    }
    record Update(double[] values, long base, long weight, long staleness) {}
    List<Update> updates = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      long base = 5L + random.nextInt(5);
      updates.add(
          new Update(
              numbers(random, size),
              base,
              1 + random.nextInt(1_000),
              Staleness.polynomial(0.5).weight(9 - base)));
    }
    byte[] first = new byte[0];
    for (int round = 0; round < 5; round++) {
      WindowSum sum = new WindowSum(WindowSum.gridOf(ROUND, 40), NumberFormat.FLOAT32, size, false);
      updates.forEach(u -> sum.add(floats(u.values), u.base, u.weight, u.staleness));
      byte[] next =
          sum.combine(FEDBUFF, floats(versions.get(9L)), base -> floats(versions.get(base)));
      first = round == 0 ? next : first;
      assertThat(next).isEqualTo(first);
      Collections.shuffle(updates, random);
    }
    ByteBuffer made = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < size; i++) {
      BigDecimal moved = BigDecimal.ZERO;
      BigDecimal total = BigDecimal.ZERO;
      for (Update u : updates) {
        BigDecimal delta =
            new BigDecimal((float) u.values[i])
                .subtract(new BigDecimal((float) versions.get(u.base)[i]));
        BigDecimal weight =
            BigDecimal.valueOf(u.weight * u.staleness).divide(BigDecimal.valueOf(1_048_576));
        moved = moved.add(delta.multiply(weight));
        total = total.add(BigDecimal.valueOf(u.weight));
      }
      double expected =
          new BigDecimal((float) versions.get(9L)[i])
              .add(moved.divide(total, MathContext.DECIMAL128))
              .doubleValue();
      assertThat((double) made.getFloat()).isCloseTo(expected, within(1e-4));
    }
  }

  @Test
  void shouldRefuse_whenThereIsNoRoomOrNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WindowSum.gridOf(Grid.finest(1, 0, (1L << 32) + 1, 1, 1), 1))
        .withMessageContaining("2^32");
    assertThatIllegalStateException()
        .isThrownBy(() -> window(1).combine(FEDASYNC, doubles(1), version -> doubles(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> window(1).add(doubles(1), 1, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WindowMix(WindowMix.Toward.DELTA, 0, false));
  }

  private static WindowSum window(int size) {
    return new WindowSum(WindowSum.gridOf(ROUND, 10), NumberFormat.FLOAT64, size, false);
  }

  private static WindowSum windowOfDeltas(int size) {
    return new WindowSum(WindowSum.gridOf(ROUND, 10), NumberFormat.FLOAT64, size, true);
  }

  private static ByteBuffer doubles(double... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.flip();
  }

  private static ByteBuffer floats(double[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.flip();
  }

  private static double[] numbers(Random random, int size) {
    return random.doubles(size, -500, 500).toArray();
  }

  private static List<Double> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Double> values = new ArrayList<>();
    while (in.hasRemaining()) {
      values.add(in.getDouble());
    }
    return values;
  }
}
