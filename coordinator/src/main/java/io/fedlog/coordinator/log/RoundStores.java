package io.fedlog.coordinator.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which stores a round asks for and which said that they take part, until the round is over. Joins
 * travel on a topic of their own: those of rounds that nobody has heard of yet wait, at most
 * {@value #MOST_EARLY} of them, for anybody can make up a round's name. Not thread-safe.
 */
final class RoundStores {

  static final int MOST_EARLY = 100_000;

  private final int most;
  private final Map<String, Set<String>> asked = new HashMap<>();
  private final Map<String, Set<String>> joined = new HashMap<>();
  private final Map<String, Set<String>> early = new LinkedHashMap<>();
  private final Set<String> over = new HashSet<>();
  private int waiting;

  /**
   * @param most stores of one round that are remembered, beside those that it asks by name
   */
  RoundStores(int most) {
    this.most = most;
  }

  /** A round is on the log. */
  void known(String roundId) {
    if (over.contains(roundId)) {
      return;
    }
    Set<String> stores = joined.computeIfAbsent(roundId, id -> new LinkedHashSet<>());
    takeEarly(roundId).forEach(storeId -> join(roundId, stores, storeId));
  }

  void asked(String roundId, Collection<String> storeIds) {
    if (!over.contains(roundId)) {
      asked.computeIfAbsent(roundId, id -> new HashSet<>()).addAll(storeIds);
    }
  }

  /** Whether a join would say anything: its round is not over, and the store has not joined. */
  boolean isNews(String roundId, String storeId) {
    return !over.contains(roundId) && !hasJoined(roundId, storeId);
  }

  void joined(String roundId, String storeId) {
    Set<String> stores = joined.get(roundId);
    if (stores != null) {
      join(roundId, stores, storeId);
    } else if (!over.contains(roundId)) {
      while (waiting >= MOST_EARLY) {
        var unused = takeEarly(early.keySet().iterator().next());
      }
      waiting += early.computeIfAbsent(roundId, id -> new LinkedHashSet<>()).add(storeId) ? 1 : 0;
    }
  }

  void over(String roundId) {
    over.add(roundId);
    asked.remove(roundId);
    joined.remove(roundId);
    var unused = takeEarly(roundId);
  }

  boolean asks(String roundId, String storeId) {
    return asked.getOrDefault(roundId, Set.of()).contains(storeId);
  }

  /** In the order in which they were heard; of a round that asks stores by name only those. */
  Set<String> joined(String roundId) {
    Set<String> stores = new LinkedHashSet<>(joined.getOrDefault(roundId, Set.of()));
    Set<String> named = asked.getOrDefault(roundId, Set.of());
    if (!named.isEmpty()) {
      stores.retainAll(named);
    }
    return stores;
  }

  boolean hasJoined(String roundId, String storeId) {
    return joined.getOrDefault(roundId, Set.of()).contains(storeId);
  }

  private void join(String roundId, Set<String> stores, String storeId) {
    if (stores.size() < most || asks(roundId, storeId)) {
      stores.add(storeId);
    }
  }

  private Set<String> takeEarly(String roundId) {
    Set<String> stores = early.remove(roundId);
    if (stores == null) {
      return Set.of();
    }
    waiting -= stores.size();
    return stores;
  }
}
