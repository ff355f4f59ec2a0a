package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Neighbours and thresholds. The published ones are those that the authors' own implementation
 * checks itself against: the table in {@code fcp/secagg/server/graph_parameter_finder_test.cc} of
 * Google's federated-compute (2020), semi-honest server, sigma 40 and eta 20. It draws neighbours
 * from all stores, a store itself among them, where here they are drawn from the others; in three
 * of 34 settings that asks for one to three pairs more.
 */
class GroupTermsTest {

  @ParameterizedTest
  @CsvSource({
    "100,     0.45, 0.45, 92, 46",
    "10,      0.33, 0.33, 8, 4",
    "100,     0.33, 0.33, 68, 34",
    "1000,    0.33, 0.33, 286, 150",
    "10000,   0.33, 0.33, 422, 221",
    "100000,  0.33, 0.33, 480, 251",
    "1000000, 0.33, 0.33, 518, 270",
    "100,     0.05, 0.33, 28, 6",
    "1000,    0.05, 0.33, 72, 24",
    "10000,   0.05, 0.33, 86, 29",
    "100000,  0.05, 0.33, 96, 32",
    "1000000, 0.05, 0.33, 102, 34",
    "100,     0.33, 0.05, 34, 29",
    "1000,    0.33, 0.05, 78, 60",
    "10000,   0.33, 0.05, 92, 70",
    "100000,  0.33, 0.05, 102, 77",
    "1000000, 0.33, 0.05, 110, 83",
    "100,     0.05, 0.05, 12, 6",
    "1000,    0.05, 0.05, 30, 17",
    "10000,   0.05, 0.05, 34, 20",
    "100000,  0.05, 0.05, 36, 21",
    "1000000, 0.05, 0.05, 38, 22",
    "100,     0.33, 0, 26, 25",
    "1000,    0.33, 0, 38, 36",
    "10000,   0.33, 0, 42, 40",
    "100000,  0.33, 0, 46, 44",
    "1000000, 0.33, 0, 50, 47",
    "1000,    0, 0.33, 38, 2",
    "10000,   0, 0.33, 42, 2",
    "100000,  0, 0.33, 46, 2",
    "1000000, 0, 0.33, 50, 2"
  })
  void shouldBeThePublishedOnes(
      int stores, double corrupt, double dropOut, int neighbours, int threshold) {
    GroupSize size = semiHonest(dropOut, corrupt).forGroup(stores);

    assertThat(size.neighbours()).isEqualTo(neighbours);
    assertThat(size.threshold()).isEqualTo(threshold);
  }

  @ParameterizedTest
  @CsvSource({
    "10,    0.05, 0.33, 4, 2, 2",
    "1000,  0.45, 0.45, 822, 417, 2",
    "10000, 0.45, 0.45, 3494, 1771, 4"
  })
  void shouldBeAFewMoreThanPublished_whereAStoreIsNotItsOwnNeighbour(
      int stores, double corrupt, double dropOut, int neighbours, int threshold, int more) {
    GroupSize size = semiHonest(dropOut, corrupt).forGroup(stores);

    assertThat(size.neighbours()).isEqualTo(neighbours + more);
    assertThat(size.threshold()).isBetween(threshold, threshold + 2);
  }

  /**
   * Against the exact fractions: no threshold is one too low, no number of neighbours a pair too
   * high.
   */
  @ParameterizedTest
  @ValueSource(ints = {30, 60, 150})
  void shouldBeTheSmallest_thatExactFractionsAllow(int stores) {
    GroupSize size = semiHonest(0.3, 1 / 3.0).forGroup(stores);
    int corrupt = stores / 3;
    int survivors = stores - stores * 3 / 10;
    double secrecy = Math.pow(2, -41) / stores;
    double recovery = Math.pow(2, -20) / stores;

    int k = size.neighbours();
    int t = size.threshold();
    assertThat(tail(stores - 1, corrupt, k, t, k)).isLessThanOrEqualTo(secrecy);
    assertThat(tail(stores - 1, corrupt, k, t - 1, k)).isGreaterThan(secrecy);
    assertThat(tail(stores - 1, survivors - 1, k, 0, t - 1)).isLessThanOrEqualTo(recovery);
    int fewer = k - 2;
    for (int lower = 2; lower <= fewer; lower++) {
      assertThat(
              tail(stores - 1, corrupt, fewer, lower, fewer) <= secrecy
                  && tail(stores - 1, survivors - 1, fewer, 0, lower - 1) <= recovery)
          .isFalse();
    }
  }

  @Test
  void shouldHaveNoGapABadHalfCouldLeave_whenTheServerChoosesWhoVanishes() {
    GroupSize size = GroupTerms.sparse(Adversary.MALICIOUS, 0.05, 0.05).forGroup(1000);

    // A store beside a gap of k/2 places has k/2 neighbours and the corrupt ones of the gap left.
    int half = size.neighbours() / 2;
    int corruptInGap = size.survivingNeighbours() - half;
    assertThat(tail(999, 50, half, corruptInGap, half))
        .isLessThanOrEqualTo(Math.pow(2, -42 - 64) / 1000);
    assertThat(size.survivingNeighbours()).isGreaterThan(size.threshold());
    assertThat(size.quorum()).isEqualTo(526);
  }

  /**
   * A server that may choose among graphs: 2^64 draws, each with 1,000 stores, go wrong with 2^-41
   * taken together. One that draws once needs fewer neighbours.
   */
  @Test
  void shouldWithstandAServerThatTriesGraphs() {
    GroupSize size = GroupTerms.sparse(Adversary.MALICIOUS, 0.05, 0.05).forGroup(1000);

    int k = size.neighbours();
    int t = size.threshold();
    double drawn = Math.pow(2, 64) * 1000;
    assertThat(drawn * tail(999, 50, k, t, k)).isLessThanOrEqualTo(Math.pow(2, -41));
    assertThat(drawn * tail(999, 50, k, t - 1, k)).isGreaterThan(Math.pow(2, -41));
    assertThat(k).isEqualTo(110);
    assertThat(t).isEqualTo(42);
  }

  /** How many are left must be known: among fewer the graph may fall apart. */
  @ParameterizedTest
  @EnumSource(Adversary.class)
  void shouldSayHowManyMustBeLeft(Adversary adversary) {
    assertThat(GroupTerms.sparse(adversary, 0.05, 0.05).forGroup(1000).survivors()).isEqualTo(950);
    assertThat(GroupTerms.complete(adversary, 0.34, 0.1).forGroup(10).survivors()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(Adversary.class)
  void shouldFitTheCounts_onACompleteGraphOfAnySize(Adversary adversary) {
    for (int stores = 3; stores <= 200; stores++) {
      GroupSize size = GroupTerms.complete(adversary, 0.3, 0.2).forGroup(stores);
      int corrupt = stores / 5;
      int survivors = stores - stores * 3 / 10;

      assertThat(size.isComplete()).isTrue();
      assertThat(size.threshold()).isGreaterThan(corrupt).isLessThan(survivors);
      if (adversary == Adversary.MALICIOUS) {
        // Two quorums share more than the corrupt stores, and the survivors are one.
        assertThat(2 * size.quorum() - stores).isGreaterThan(corrupt);
        assertThat(size.quorum()).isLessThanOrEqualTo(survivors);
      }
    }
  }

  @Test
  void shouldSayWhatDoesNotFit() {
    GroupTerms terms = GroupTerms.complete(Adversary.MALICIOUS, 0.5, 0.4);

    assertThatThrownBy(() -> terms.forGroup(100))
        .hasMessageContaining("of 100 stores 40 may be corrupt and 50 vanish");
    assertThatThrownBy(() -> GroupTerms.complete(Adversary.MALICIOUS, 0, 0).forGroup(2))
        .hasMessageContaining("of 2 stores");
    assertThatThrownBy(() -> GroupTerms.complete(Adversary.MALICIOUS, 1, 0))
        .hasMessageContaining("dropOut is 1.0");
    assertThatThrownBy(() -> GroupTerms.complete(Adversary.MALICIOUS, 0, Double.NaN))
        .hasMessageContaining("corrupt is NaN");
    assertThatThrownBy(() -> new GroupTerms(Adversary.MALICIOUS, true, 0, 20, 0, 0))
        .hasMessageContaining("sigma is 0");
  }

  @Test
  void shouldAddUpTailsLikeExactFractions() {
    Hypergeometric drawn = new Hypergeometric(new LogFactorials(50), 50, 20, 15);

    assertThat(drawn.atMost(3)).isCloseTo(tail(50, 20, 15, 0, 3), within(1e-12));
    assertThat(drawn.leastUnlikely(1e-3)).isEqualTo(12);
    assertThat(tail(50, 20, 15, 12, 15)).isLessThan(1e-3);
    assertThat(tail(50, 20, 15, 11, 15)).isGreaterThan(1e-3);
  }

  private static GroupTerms semiHonest(double dropOut, double corrupt) {
    return GroupTerms.sparse(Adversary.SEMI_HONEST, dropOut, corrupt);
  }

  /** The probability of {@code from} to {@code to} marked among the drawn, in whole numbers. */
  private static double tail(int population, int marked, int draws, int from, int to) {
    BigInteger ways = BigInteger.ZERO;
    for (int i = Math.max(0, from); i <= Math.min(to, draws); i++) {
      ways = ways.add(choose(marked, i).multiply(choose(population - marked, draws - i)));
    }
    return new BigDecimal(ways)
        .divide(new BigDecimal(choose(population, draws)), MathContext.DECIMAL128)
        .doubleValue();
  }

  private static BigInteger choose(int n, int k) {
    if (k < 0 || k > n) {
      return BigInteger.ZERO;
    }
    BigInteger ways = BigInteger.ONE;
    for (int i = 1; i <= k; i++) {
      ways = ways.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return ways;
  }
}
