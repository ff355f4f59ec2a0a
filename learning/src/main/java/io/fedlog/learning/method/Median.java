package io.fedlog.learning.method;

import io.fedlog.learning.columns.Columns;
import io.fedlog.learning.columns.SortingNetwork;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/**
 * Coordinate-wise median (Yin et al., "Byzantine-Robust Distributed Learning: Towards Optimal
 * Statistical Rates", ICML 2018): of each parameter the middle value, of an even number of updates
 * the mean of the two in the middle. Every update counts once.
 */
final class Median implements CollectedMethod {
  @Override
  public String name() {
    return "median";
  }

  @Override
  public void check(MethodTerms terms) {
    var unused = new Parameters(name(), terms.parameters(), Set.of());
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
    RobustTerms.requireCollectable(name(), terms);
  }

  @Override
  public int mostUpdates(long chunkBytes) {
    return RobustTerms.mostUpdates(chunkBytes);
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
  public byte[] combine(List<ByteBuffer> payloads, long[] weights, ChunkTerms terms) {
    int count = payloads.size();
    int lower = (count - 1) / 2;
    int upper = count / 2;
    SortingNetwork network = SortingNetwork.of(count, lower, upper + 1);
    return Columns.combine(
        terms.encoding().numberFormat(),
        payloads,
        (rows, n, result) -> {
          network.sort(rows, n);
          middle(rows[lower], rows[upper], n, result);
        });
  }

  private static void middle(double[] lower, double[] upper, int n, double[] result) {
    for (int i = 0; i < n; i++) {
      result[i] = 0.5 * lower[i] + 0.5 * upper[i];
    }
  }
}
