package io.fedlog.standalone.cli;

import io.fedlog.standalone.demo.DemoMasking;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say how single updates are masked. */
final class MaskingFlags {

  @Option(
      names = "--secure-aggregation",
      description =
          "Stores mask their updates, so that the aggregator sees their sum and no single one"
              + " (docs/secure-aggregation.md)")
  private boolean masked;

  @Option(
      names = "--drop-out",
      paramLabel = "X",
      description = "Share of the stores that may be lost. Default: 0.3")
  private @Nullable BigDecimal dropOut;

  @Option(
      names = "--corrupt",
      paramLabel = "X",
      description = "Share of the stores that may work together against the others. Default: 0.33")
  private @Nullable BigDecimal corrupt;

  @Option(
      names = "--complete-graph",
      description = "Make every store every other's neighbour, so that nothing is left to chance.")
  private boolean complete;

  /** Null for plain updates. */
  @Nullable DemoMasking masking() {
    if (!masked) {
      refuseAlone("--drop-out", dropOut);
      refuseAlone("--corrupt", corrupt);
      refuseAlone("--complete-graph", complete ? "there" : null);
      return null;
    }
    return new DemoMasking(
        dropOut == null ? DemoMasking.USUAL_DROP_OUT : dropOut,
        corrupt == null ? DemoMasking.USUAL_CORRUPT : corrupt,
        complete);
  }

  private static void refuseAlone(String flag, @Nullable Object came) {
    if (came != null) {
      throw new IllegalArgumentException(
          flag + " is " + came + "; expected it left out without --secure-aggregation");
    }
  }
}
