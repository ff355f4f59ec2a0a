package io.fedlog.coordinator.log;

import java.time.Instant;
import java.util.Set;

/**
 * The last sign of life of one store.
 *
 * @param heardAt when the broker took it
 * @param modelTypes that it says it trains; empty for any
 */
public record StoreSign(String storeId, Instant heardAt, Set<String> modelTypes) {

  public StoreSign {
    modelTypes = Set.copyOf(modelTypes);
  }
}
