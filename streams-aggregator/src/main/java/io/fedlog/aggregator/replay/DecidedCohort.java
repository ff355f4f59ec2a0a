package io.fedlog.aggregator.replay;

import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.Window;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/** Whose updates a decision names. */
final class DecidedCohort {
  private DecidedCohort() {}

  /** The attempt that counts of each store, in the order of the store ids. */
  static Map<String, Long> of(DecidedModel model) {
    Map<String, Long> cohort = new TreeMap<>();
    Window window = model.decision().getWindow();
    if (window != null) {
      window.getEntries().forEach(e -> cohort.put(e.getStoreId(), e.getAttemptId()));
      return cohort;
    }
    ByteBuffer bits = model.decision().getCohort();
    BitSet in = BitSet.valueOf(bits.duplicate());
    for (RosterPage page : model.roster()) {
      int ordinal = page.getFirstOrdinal();
      for (RosterEntry entry : page.getEntries()) {
        if (in.get(ordinal++)) {
          cohort.put(entry.getStoreId(), entry.getAttemptId());
        }
      }
    }
    return cohort;
  }
}
