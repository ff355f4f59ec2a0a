package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The field and the sharing, held against BigInteger. */
class ShamirTest {
  private static final BigInteger PRIME = BigInteger.TWO.pow(61).subtract(BigInteger.ONE);
  private static final int TRIALS = 20_000;

  @Test
  void shouldAgreeWithBigInteger_inEveryOperation() {
    Random random = new Random(61);
    long[] edges = {0, 1, 2, Field61.PRIME - 1, Field61.PRIME - 2, 1L << 60, (1L << 60) - 1};
    for (int i = 0; i < TRIALS; i++) {
      long a = i < 49 ? edges[i / 7] : Math.floorMod(random.nextLong(), Field61.PRIME);
      long b = i < 49 ? edges[i % 7] : Math.floorMod(random.nextLong(), Field61.PRIME);

      assertThat(Field61.add(a, b)).isEqualTo(mod(big(a).add(big(b))));
      assertThat(Field61.subtract(a, b)).isEqualTo(mod(big(a).subtract(big(b))));
      assertThat(Field61.multiply(a, b)).isEqualTo(mod(big(a).multiply(big(b))));
      if (a != 0 && i < 500) {
        assertThat(Field61.inverse(a)).isEqualTo(big(a).modInverse(PRIME).longValueExact());
      }
    }
  }

  @Test
  void shouldPutSharesOnPolynomials_whoseCoefficientsAreThoseGiven() {
    byte[] secret = new byte[32];
    new Random(1).nextBytes(secret);
    long[] coefficients = LongStream.rangeClosed(1, 10).map(i -> i * 987_654_321_987L).toArray();
    int[] next = {0};

    long[][] shares =
        Shamir.split(secret, 3, new int[] {1, 7, 1000, 5}, () -> coefficients[next[0]++]);

    for (int limb = 0; limb < 5; limb++) {
      BigInteger constant = limb(secret, limb);
      for (int i = 0; i < 4; i++) {
        BigInteger x = BigInteger.valueOf(new int[] {1, 7, 1000, 5}[i]);
        BigInteger expected =
            constant
                .add(big(coefficients[2 * limb]).multiply(x))
                .add(big(coefficients[2 * limb + 1]).multiply(x.pow(2)))
                .mod(PRIME);
        assertThat(big(shares[i][limb])).isEqualTo(expected);
      }
    }
  }

  @Test
  void shouldGiveTheSecret_fromAnySharesThatAreEnough() {
    Random random = new Random(2);
    for (int trial = 0; trial < 200; trial++) {
      int count = 2 + random.nextInt(30);
      int threshold = 1 + random.nextInt(count);
      int[] points = random.ints(1, 1_000_000).distinct().limit(count).toArray();
      byte[] secret = new byte[32];
      random.nextBytes(secret);
      long[][] shares = Shamir.split(secret, threshold, points, field(random));
      List<Integer> chosen = new ArrayList<>(IntStream.range(0, count).boxed().toList());
      Collections.shuffle(chosen, random);

      int[] at = chosen.stream().limit(threshold).mapToInt(i -> points[i]).toArray();
      long[][] some = chosen.stream().limit(threshold).map(i -> shares[i]).toArray(long[][]::new);

      assertThat(Shamir.combine(Shamir.weights(at), some)).isEqualTo(secret);
    }
  }

  /**
   * Perfect secrecy: to one share fewer than enough, every other secret belongs with one more share
   * that could have been dealt as well.
   */
  @Test
  void shouldLeaveEverySecretPossible_whenOneShareIsMissing() {
    Random random = new Random(3);
    int[] points = {1, 2, 3, 4};
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    long[][] shares = Shamir.split(secret, 4, points, field(random));
    for (int trial = 0; trial < 100; trial++) {
      byte[] other = new byte[32];
      random.nextBytes(other);
      // The polynomial through the other secret at 0 and three of the shares, taken at 4.
      long[][] fitting = Arrays.copyOf(shares, 4);
      fitting[3] = new long[5];
      for (int limb = 0; limb < 5; limb++) {
        fitting[3][limb] = throughThree(limb(other, limb), shares, limb);
      }

      assertThat(Shamir.combine(Shamir.weights(points), fitting)).isEqualTo(other);
    }
  }

  @Test
  void shouldRefuse_whatNoSecretHas() {
    long[][] shares = {{0, 0, 0, 0, 1L << 40}};

    assertThatThrownBy(() -> Shamir.combine(Shamir.weights(new int[] {3}), shares))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("not of one secret");
    assertThatThrownBy(() -> Shamir.weights(new int[] {3, 3}))
        .hasMessageContaining("3 comes twice");
    assertThatThrownBy(() -> Shamir.split(new byte[32], 3, new int[] {1, 2}, () -> 0))
        .hasMessageContaining("threshold of 3 for 2 shares");
    assertThatThrownBy(() -> Shamir.split(new byte[31], 1, new int[] {1, 2}, () -> 0))
        .hasMessageContaining("31 bytes");
  }

  /** The cubic through 0, 1, 2 and 3, taken at 4, with BigInteger. */
  private static long throughThree(BigInteger atZero, long[][] shares, int limb) {
    BigInteger[] d = {atZero, big(shares[0][limb]), big(shares[1][limb]), big(shares[2][limb])};
    // Fourth differences of a cubic vanish: f4 = 4 f3 - 6 f2 + 4 f1 - f0.
    BigInteger four = BigInteger.valueOf(4);
    return mod(
        four.multiply(d[3])
            .subtract(BigInteger.valueOf(6).multiply(d[2]))
            .add(four.multiply(d[1]))
            .subtract(d[0]));
  }

  private static LongSupplier field(Random random) {
    return () -> Math.floorMod(random.nextLong(), Field61.PRIME);
  }

  /** Bytes 7 i to 7 i + 6 as a little-endian number. */
  private static BigInteger limb(byte[] secret, int limb) {
    byte[] part = Arrays.copyOfRange(secret, 7 * limb, Math.min(32, 7 * limb + 7));
    BigInteger value = BigInteger.ZERO;
    for (int i = part.length - 1; i >= 0; i--) {
      value = value.shiftLeft(8).add(BigInteger.valueOf(part[i] & 0xFF));
    }
    return value;
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  private static long mod(BigInteger value) {
    return value.mod(PRIME).longValueExact();
  }
}
