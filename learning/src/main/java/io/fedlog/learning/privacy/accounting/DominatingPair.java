package io.fedlog.learning.privacy.accounting;

/**
 * Two output distributions P and Q that are at least as easy to tell apart as those of any two
 * neighbouring inputs (Zhu, Dong, Wang 2022). All that accounting needs of them is the hockey-stick
 * divergence of P from Q, {@code delta(epsilon) = sup over S of P(S) - e^epsilon Q(S)}, and that of
 * Q from P. Where removing a record and adding one differ, each has its pair and one is the other
 * swapped.
 */
public interface DominatingPair {

  /**
   * The hockey-stick divergence of P from Q.
   *
   * @param epsilon 0 or more
   */
  double delta(double epsilon);

  /** Q and P. */
  DominatingPair swapped();
}
