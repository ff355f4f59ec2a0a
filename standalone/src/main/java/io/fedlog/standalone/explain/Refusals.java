package io.fedlog.standalone.explain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was refused of a round, by reason, with the first record of each as its example. */
final class Refusals {

  /** The first refusal of a reason, and how many followed. */
  record OfReason(
      String reason, int records, Instant first, @Nullable String storeId, String detail) {
    private OfReason again() {
      return new OfReason(reason, records + 1, first, storeId, detail);
    }
  }

  private final Map<String, OfReason> byReason = new TreeMap<>();

  void add(Instant at, @Nullable String storeId, String reason, String detail) {
    byReason.merge(
        reason, new OfReason(reason, 1, at, storeId, detail), (known, one) -> known.again());
  }

  boolean isEmpty() {
    return byReason.isEmpty();
  }

  int records() {
    return byReason.values().stream().mapToInt(OfReason::records).sum();
  }

  /** The most frequent first. */
  List<OfReason> all() {
    List<OfReason> all = new ArrayList<>(byReason.values());
    all.sort((a, b) -> Integer.compare(b.records(), a.records()));
    return all;
  }
}
