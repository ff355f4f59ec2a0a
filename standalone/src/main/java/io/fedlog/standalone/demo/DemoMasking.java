package io.fedlog.standalone.demo;

import io.fedlog.coordinator.plans.MaskingField;
import io.fedlog.schemas.SecureRules;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What a demo's masks are to withstand. Its stores are not enrolled and sign nothing, so the server
 * is taken to be curious and not to lie.
 *
 * @param dropOut share of the stores that may be lost
 * @param corrupt share of the stores that may work together against the others
 * @param completeGraph whether every store is every other's neighbour
 */
public record DemoMasking(BigDecimal dropOut, BigDecimal corrupt, boolean completeGraph) {

  public static final BigDecimal USUAL_DROP_OUT = new BigDecimal("0.3");
  public static final BigDecimal USUAL_CORRUPT = new BigDecimal("0.33");
  private static final int FEWEST = 3;

  /** How many of so many stores are there if as many are lost as may be; 3 or more. */
  int surviving(int stores) {
    int lost = dropOut.multiply(BigDecimal.valueOf(stores)).intValue();
    return Math.max(FEWEST, stores - lost);
  }

  /** The plan's rules. */
  SecureRules rules(Duration joinWindow, Duration deadline) {
    return SecureRules.newBuilder()
        .setDropOut(dropOut.toPlainString())
        .setCorrupt(corrupt.toPlainString())
        .setCompleteGraph(completeGraph)
        .setPhaseMs(MaskingField.phaseMs(joinWindow, deadline))
        .build();
  }
}
