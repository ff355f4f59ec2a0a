package io.fedlog.learning.method;

import io.fedlog.learning.columns.Columns;
import io.fedlog.learning.columns.SortingNetwork;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Coordinate-wise trimmed mean (Yin et al., "Byzantine-Robust Distributed Learning: Towards Optimal
 * Statistical Rates", ICML 2018): of each parameter the mean without the largest and the smallest
 * {@code trim} of the values, rounded down to whole updates. Every update counts once.
 *
 * <p>Parameter {@code trim}: the share cut off at each end, under 0.5; 0.1 by default.
 */
final class TrimmedMean implements CollectedMethod {
  private static final String TRIM = "trim";
  private static final String BY_DEFAULT = "0.1";
  private static final BigDecimal HALF = new BigDecimal("0.5");

  @Override
  public String name() {
    return "trimmed_mean";
  }

  @Override
  public void check(MethodTerms terms) {
    NumericTerms.check(name(), terms.encoding(), terms.updateBytes());
    NumericTerms.requireWeightOne(name(), terms.grid());
    RobustTerms.requireCollectable(name(), terms);
    BigDecimal trim = trim(terms.parameters());
    if (trim.signum() > 0 && cut(trim, terms.minStores()) == 0) {
      throw new IllegalArgumentException(
          "method %s: trim %s of min_stores %d is less than one update, expected min_stores of at least %s"
              .formatted(
                  name(),
                  trim.toPlainString(),
                  terms.minStores(),
                  BigDecimal.ONE.divide(trim, 0, RoundingMode.CEILING).toPlainString()));
    }
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
    int from = cut(trim(terms.parameters()), payloads.size());
    int to = payloads.size() - from;
    SortingNetwork network = SortingNetwork.of(payloads.size(), from, to);
    return Columns.combine(
        terms.encoding().numberFormat(),
        payloads,
        (rows, n, result) -> {
          network.sort(rows, n);
          RankedMean.of(rows, from, to, n, result);
        });
  }

  private BigDecimal trim(Map<String, String> given) {
    Parameters parameters = new Parameters(name(), given, Set.of(TRIM));
    BigDecimal trim = parameters.decimal(TRIM, BY_DEFAULT);
    parameters.require(
        trim.signum() >= 0 && trim.compareTo(HALF) < 0,
        TRIM,
        trim.toPlainString(),
        "a share from 0 on and under 0.5, for it is cut off at both ends");
    return trim;
  }

  /** Decimal, so that 0.29 of 100 is 29. */
  private static int cut(BigDecimal trim, int updates) {
    return trim.multiply(BigDecimal.valueOf(updates))
        .setScale(0, RoundingMode.FLOOR)
        .intValueExact();
  }
}
