package io.fedlog.agent.secure;

import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.Refusal.Reason;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.StoreSession;
import io.fedlog.learning.secure.StoreSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shares that others dealt to one store. Of each dealer the first record counts that is of the
 * group and of its lengths, whether its box opens or not: that is the one which the quorum takes,
 * who cannot open it, and by whose digests it checks what is revealed.
 */
final class NeighbourShares {
  private static final Logger LOG = LoggerFactory.getLogger(NeighbourShares.class);

  private final StoreSession session;
  private final String storeId;
  private final List<DealtShares> early = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private @Nullable Group group;
  private int[] neighbours = {};

  NeighbourShares(StoreSession session, String storeId) {
    this.session = session;
    this.storeId = storeId;
  }

  /** The store knows its neighbours: what came before is taken. */
  void joined(Group joined) {
    group = joined;
    neighbours = joined.neighboursOf(joined.ordinalOf(storeId));
    early.forEach(this::take);
    early.clear();
  }

  void add(DealtShares dealt) {
    if (group == null) {
      early.add(dealt);
    } else {
      take(dealt);
    }
  }

  private void take(DealtShares dealt) {
    if (seen.contains(dealt.store())) {
      return;
    }
    try {
      session.take(dealt);
      seen.add(dealt.store());
    } catch (RefusedException e) {
      if (e.refusal().reason() == Reason.BAD_SHARE) {
        seen.add(dealt.store());
      }
      LOG.warn(
          "A share is of no use storeId={} dealer={} reason={}",
          storeId,
          dealt.store(),
          e.getMessage());
    }
  }

  /** Whether all neighbours among the sharers have been heard, so that a reveal leaves none out. */
  boolean areInOf(StoreSet sharers) {
    Group known = group;
    return known != null
        && IntStream.of(neighbours)
            .filter(sharers::contains)
            .allMatch(neighbour -> seen.contains(known.members().get(neighbour).store()));
  }

  @Override
  public String toString() {
    return "shares of " + Arrays.toString(neighbours) + ", not shown";
  }
}
