package io.fedlog.agent.secure;

import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shares that others dealt to one store; those that came before its group are kept for then.
 */
final class NeighbourShares {
  private static final Logger LOG = LoggerFactory.getLogger(NeighbourShares.class);

  private final StoreSession session;
  private final String storeId;
  private final List<DealtShares> early = new ArrayList<>();
  private boolean joined;

  NeighbourShares(StoreSession session, String storeId) {
    this.session = session;
    this.storeId = storeId;
  }

  /** The store knows its neighbours: what came before is taken. */
  void joined() {
    joined = true;
    early.forEach(this::take);
    early.clear();
  }

  void add(DealtShares dealt) {
    if (joined) {
      take(dealt);
    } else {
      early.add(dealt);
    }
  }

  private void take(DealtShares dealt) {
    try {
      session.take(dealt);
    } catch (RefusedException e) {
      LOG.warn(
          "A share is of no use storeId={} dealer={} reason={}",
          storeId,
          dealt.store(),
          e.getMessage());
    }
  }

  /** Whether all neighbours among the sharers have been heard, so that a reveal leaves none out. */
  boolean areInOf(StoreSet sharers) {
    return joined && session.hasHeard(sharers);
  }

  @Override
  public String toString() {
    return "shares for " + storeId + ", not shown";
  }
}
