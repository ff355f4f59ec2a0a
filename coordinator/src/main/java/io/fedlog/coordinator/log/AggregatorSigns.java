package io.fedlog.coordinator.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest sign of life of each aggregator instance that was heard of of late. Signs are not
 * signed, so whoever writes them may make up instances: those heard of longest ago give way.
 * Mutable; not thread-safe.
 */
final class AggregatorSigns {
  /** More instances than an installation has. */
  static final int MOST = 10_000;

  /** Several times as long as anybody asks about. */
  static final Duration KEPT = Duration.ofHours(1);

  /** In the order in which they were last heard of. */
  private final Map<String, AggregatorSign> byInstance = new LinkedHashMap<>();

  void add(String instance, AggregatorSign sign) {
    byInstance.remove(instance);
    byInstance.put(instance, sign);
    Instant oldest = sign.seenAt().minus(KEPT);
    Iterator<AggregatorSign> signs = byInstance.values().iterator();
    while (signs.hasNext()
        && (signs.next().seenAt().isBefore(oldest) || byInstance.size() > MOST)) {
      signs.remove();
    }
  }

  List<AggregatorSign> all() {
    return List.copyOf(byInstance.values());
  }
}
