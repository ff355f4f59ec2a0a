package io.fedlog.learning.privacy.accounting;

/**
 * Epsilons add up (Dwork, McSherry, Nissim, Smith 2006). Of releases without any delta, such as
 * those with Laplace noise; nothing better can be said where delta is 0.
 *
 * @param epsilon of one release, above 0
 * @param times 1 or more
 */
public record BasicComposition(double epsilon, int times) implements PrivacyAccountant {

  public BasicComposition {
    Ranges.positive("epsilon", epsilon);
    Ranges.atLeastOne("times", times);
  }

  @Override
  public double epsilon(double delta) {
    Ranges.probability("delta", delta);
    return epsilon * times;
  }

  /** 0 from the sum on. Below it nothing is claimed, and the delta is 1. */
  @Override
  public double delta(double wanted) {
    Ranges.notNegative("epsilon", wanted);
    return wanted >= epsilon * times ? 0 : 1;
  }
}
