package io.fedlog.learning.method;

import io.fedlog.learning.columns.Columns;
import io.fedlog.learning.columns.SortingNetwork;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bulyan over Krum (El Mhamdi et al., "The Hidden Vulnerability of Distributed Learning in
 * Byzantium", ICML 2018): Krum chooses n - 2f updates one after the other, each among those left;
 * of each parameter the mean of the n - 4f chosen values nearest to their median. Of equals the
 * update whose store id comes first, and the smaller value. Every update counts once.
 *
 * <p>Parameter {@code byzantine}: f, how many updates may be anything; n must be at least 4f + 3.
 */
final class Bulyan implements MeasuredMethod, CollectedMethod {
  private static final String BYZANTINE = "byzantine";

  @Override
  public String name() {
    return "bulyan";
  }

  @Override
  public void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
    RobustTerms.requireMeasurable(name(), terms);
    int byzantine = byzantine(terms.parameters());
    RobustTerms.requireStores(name(), terms, byzantine, 4L * byzantine + 3, "4f + 3");
  }

  @Override
  public long mostChunkBytes(Encoding encoding) {
    return RobustTerms.MOST_CHUNK_BYTES;
  }

  @Override
  public PayloadCheck payloadCheck(ChunkTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.payloadBytes());
    return RobustTerms.payloadCheck(terms);
  }

  @Override
  public Shares conclude(Cohort cohort) {
    int byzantine = byzantine(cohort.parameters());
    KrumScores scores = new KrumScores(cohort.distances(), byzantine);
    BitSet left = new BitSet();
    left.set(0, cohort.size());
    int[] chosen = new int[chosen(cohort.size(), byzantine)];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = scores.best(left);
      left.clear(chosen[i]);
    }
    return Shares.equal(cohort.size(), chosen);
  }

  private static int chosen(int updates, int byzantine) {
    int chosen = updates - 2 * byzantine;
    if (chosen - 2 * byzantine < 1) {
      throw new FinaliseException(
          "Bulyan of %d updates cannot withstand byzantine = %d of them"
              .formatted(updates, byzantine));
    }
    return chosen;
  }

  /** Of those chosen: n - 2f payloads. */
  @Override
  public byte[] combine(List<ByteBuffer> payloads, long[] weights, ChunkTerms terms) {
    int byzantine = byzantine(terms.parameters());
    int count = payloads.size();
    SortingNetwork network = SortingNetwork.of(count);
    return Columns.combine(
        terms.encoding().numberFormat(),
        payloads,
        (rows, n, result) -> {
          network.sort(rows, n);
          for (int i = 0; i < n; i++) {
            result[i] = nearest(rows, i, count, count - 2 * byzantine);
          }
        });
  }

  /** The mean of so many values of a sorted column as are nearest to its median. */
  private static double nearest(double[][] sorted, int column, int count, int near) {
    double median = 0.5 * sorted[(count - 1) / 2][column] + 0.5 * sorted[count / 2][column];
    int first = 0;
    int last = count - 1;
    while (last - first >= near) {
      if (median - sorted[first][column] > sorted[last][column] - median) {
        first++;
      } else {
        last--;
      }
    }
    double sum = 0;
    for (int row = first; row <= last; row++) {
      sum += sorted[row][column];
    }
    return Math.min(Math.max(sum / near, sorted[first][column]), sorted[last][column]);
  }

  private int byzantine(Map<String, String> given) {
    return Krum.byzantine(new Parameters(name(), given, Set.of(BYZANTINE)));
  }
}
