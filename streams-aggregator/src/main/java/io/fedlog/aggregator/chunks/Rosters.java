package io.fedlog.aggregator.chunks;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterEntry;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.WindowEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which attempts a round's roster and its decision name, by store id. */
public final class Rosters {
  private Rosters() {}

  /** The counted attempt of each store that completed before the decision. */
  static Map<String, Long> completed(List<RosterPage> roster) {
    Map<String, Long> completed = new HashMap<>();
    for (RosterPage page : roster) {
      page.getEntries().forEach(e -> completed.put(e.getStoreId(), e.getAttemptId()));
    }
    return completed;
  }

  /** The attempts that a decision names. */
  public static Map<String, Long> cohort(Decision decision, List<RosterPage> roster) {
    Map<String, Long> cohort = new HashMap<>();
    if (decision.getWindow() != null) {
      for (WindowEntry entry : decision.getWindow().getEntries()) {
        cohort.put(entry.getStoreId(), entry.getAttemptId());
      }
      return cohort;
    }
    byte[] bits = new byte[decision.getCohort().remaining()];
    decision.getCohort().duplicate().get(bits);
    for (RosterPage page : roster) {
      int ordinal = page.getFirstOrdinal();
      for (RosterEntry entry : page.getEntries()) {
        if (ordinal / 8 < bits.length && (bits[ordinal / 8] >> (ordinal % 8) & 1) != 0) {
          cohort.put(entry.getStoreId(), entry.getAttemptId());
        }
        ordinal++;
      }
    }
    return cohort;
  }
}
