package io.fedlog.learning.method;

/**
 * Moves the base version towards the updates' mean instead of putting the mean in its place, and
 * remembers something of every parameter from version to version (Reddi et al., "Adaptive Federated
 * Optimization", ICLR 2021).
 */
public interface ServerOptimiser extends StreamedMethod {
  @Override
  ServerAggregate newAggregate(ChunkTerms terms);
}
