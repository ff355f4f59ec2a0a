package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Masked chunks look uniform whatever is in them, and two rounds with other updates and the same
 * sum differ in nothing else. With 255 degrees of freedom, chi-square lies beyond 415 with a
 * probability below 1e-9 (Wilson and Hilferty 1931: 6 normal deviations); below 141 likewise. Each
 * test makes at most 200 comparisons, so it fails by chance with a probability below 4e-7; seeds
 * are fixed.
 */
class HidingStatisticalTest {
  private static final int VALUES = 1 << 15;
  private static final int CELLS = 256;
  private static final double LEAST = 141;
  private static final double MOST = 415;
  private static final SecureTerms TERMS =
      new SecureTerms(
          "round-1", 3, VALUES, VALUES, GroupTerms.complete(Adversary.MALICIOUS, 0.25, 0.25));

  @Test
  void shouldLookUniform_inEveryByteOfAValue() {
    RoundOnLog round = played(1, zeros(4));
    for (MaskedChunk chunk : round.chunks) {
      for (int bits = 0; bits < Long.SIZE; bits += Byte.SIZE) {
        int shift = bits;
        assertThat(chiSquare(chunk.values(), value -> (int) (value >>> shift) & 0xFF))
            .isBetween(LEAST, MOST);
      }
    }
  }

  @Test
  void shouldLookUniform_inDifferencesOfNeighbouringValues() {
    RoundOnLog round = played(2, zeros(4));
    for (MaskedChunk chunk : round.chunks) {
      long[] differences = new long[VALUES - 1];
      Arrays.setAll(differences, i -> chunk.values()[i + 1] - chunk.values()[i]);
      assertThat(chiSquare(differences, value -> (int) (value >>> 56))).isBetween(LEAST, MOST);
    }
  }

  @Test
  void shouldNotLookUniform_whenNothingIsMasked() {
    long[] update = new Random(3).longs(VALUES, 0, 1 << 20).toArray();

    assertThat(chiSquare(update, value -> (int) (value >>> 16) & 0xFF)).isGreaterThan(MOST);
  }

  @Test
  void shouldDifferInTheSumAlone_whenUpdatesAreOthers() {
    Random random = new Random(4);
    List<long[]> some = List.of(uniform(random), uniform(random), uniform(random), uniform(random));
    List<long[]> others = withSameSum(some, random);

    RoundOnLog first = played(5, some);
    RoundOnLog second = played(6, others);

    assertThat(second.unmaskedSum()).isEqualTo(first.unmaskedSum());
    for (int i = 0; i < first.chunks.size(); i++) {
      long[] one = first.chunks.get(i).values();
      long[] other = second.chunks.get(i).values();
      for (int bits = 0; bits < Long.SIZE; bits += Byte.SIZE) {
        int shift = bits;
        LongToIntFunction cell = value -> (int) (value >>> shift) & 0xFF;
        assertThat(chiSquare(other, cell)).isBetween(LEAST, MOST);
        assertThat(homogeneity(one, other, cell)).isLessThan(MOST);
      }
    }
  }

  private static RoundOnLog played(int seed, List<long[]> updates) {
    RoundOnLog round = new RoundOnLog(TERMS, updates.size(), new Random(seed));
    for (int i = 0; i < updates.size(); i++) {
      round.updates.put("store-" + i, updates.get(i));
    }
    round.play();
    return round;
  }

  private static List<long[]> zeros(int stores) {
    return Stream.generate(() -> new long[VALUES]).limit(stores).toList();
  }

  private static long[] uniform(Random random) {
    return random.longs(VALUES, -1000, 1000).toArray();
  }

  /** Large and lopsided ones, of which the last makes up for the others. */
  private static List<long[]> withSameSum(List<long[]> updates, Random random) {
    long[] last = new long[VALUES];
    updates.forEach(update -> Arrays.setAll(last, i -> last[i] + update[i]));
    List<long[]> others = zeros(updates.size());
    for (long[] other : others.subList(0, others.size() - 1)) {
      Arrays.setAll(other, i -> 1L << 40 | random.nextInt(10));
      Arrays.setAll(last, i -> last[i] - other[i]);
    }
    System.arraycopy(last, 0, others.get(others.size() - 1), 0, VALUES);
    return others;
  }

  private static double chiSquare(long[] values, LongToIntFunction cell) {
    long[] counts = counts(values, cell);
    double expected = (double) values.length / CELLS;
    return Arrays.stream(counts)
        .mapToDouble(count -> (count - expected) * (count - expected) / expected)
        .sum();
  }

  /** Whether two samples of one size come from one distribution; the same degrees of freedom. */
  private static double homogeneity(long[] one, long[] other, LongToIntFunction cell) {
    long[] a = counts(one, cell);
    long[] b = counts(other, cell);
    double sum = 0;
    for (int i = 0; i < CELLS; i++) {
      sum += a[i] + b[i] == 0 ? 0 : (double) (a[i] - b[i]) * (a[i] - b[i]) / (a[i] + b[i]);
    }
    return sum;
  }

  private static long[] counts(long[] values, LongToIntFunction cell) {
    long[] counts = new long[CELLS];
    for (long value : values) {
      counts[cell.applyAsInt(value)]++;
    }
    return counts;
  }
}
