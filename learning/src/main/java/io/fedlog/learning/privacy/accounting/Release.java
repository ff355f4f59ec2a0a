package io.fedlog.learning.privacy.accounting;

/**
 * The same mechanism, used several times over; each use may depend on what came out before.
 *
 * @param times 1 or more
 */
public record Release(Mechanism mechanism, int times) {

  public Release {
    Ranges.atLeastOne("times", times);
  }
}
