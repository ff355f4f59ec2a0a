package io.fedlog.standalone.simulate;

import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.ServerStep;
import org.jspecify.annotations.Nullable;

/** Takes in the updates of one round and makes its model, as the chunk tasks do. */
interface RoundUpdates {

  /** Takes an update in; says why not when it cannot be aggregated. */
  @Nullable PayloadFault take(String storeId, byte[] payload, long weight);

  /** Updates taken in. */
  int size();

  /**
   * The model of all that were taken in, and what a server optimiser remembers beside it.
   *
   * @param totalWeight of all of them
   * @param effectiveSteps the mean by weight of their local steps; 0 where none are asked for
   * @throws FinaliseException when no model can be made of them
   */
  ServerStep make(long totalWeight, double effectiveSteps);
}
