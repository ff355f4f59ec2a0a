package io.fedlog.learning.privacy.accounting;

/**
 * What a sequence of releases costs: the (epsilon, delta) of differential privacy (Dwork, McSherry,
 * Nissim, Smith 2006) that holds for all of them together. Both answers are upper bounds.
 */
public interface PrivacyAccountant {

  /**
   * An epsilon for which the releases are (epsilon, delta)-differentially private.
   *
   * @param delta 0 to 1
   * @return 0 or more; infinite where this accountant can state none
   */
  double epsilon(double delta);

  /**
   * A delta for which the releases are (epsilon, delta)-differentially private.
   *
   * @param epsilon 0 or more
   * @return 0 to 1
   */
  double delta(double epsilon);
}
