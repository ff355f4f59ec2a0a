package io.fedlog.agent;

import io.fedlog.schemas.ModelManifest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which versions came of which. A line of versions ends where a plan made a first one, and forks
 * where an operator promoted an older one. Not thread-safe.
 */
final class Lineage {

  /** The round that made a version, and the one it was trained from; null for a first one. */
  private record Origin(String roundId, @Nullable Long base) {}

  private final Map<String, Map<Long, Origin>> types = new HashMap<>();

  void add(ModelManifest version) {
    types
        .computeIfAbsent(version.getModelType(), type -> new HashMap<>())
        .put(version.getVersion(), new Origin(version.getRoundId(), version.getBaseVersion()));
  }

  /**
   * Whether a version is of such a round, or came of one that is, maybe over others.
   *
   * @return true too where versions that are known no more leave it open
   */
  boolean mayDescend(ModelManifest version, Predicate<String> round) {
    Map<Long, Origin> known = types.getOrDefault(version.getModelType(), Map.of());
    long number = version.getVersion();
    @Nullable Origin next = new Origin(version.getRoundId(), version.getBaseVersion());
    while (next != null) {
      if (round.test(next.roundId())) {
        return true;
      }
      Long base = next.base();
      if (base == null || base >= number) {
        return false; // a later one is no base, and following it might never end
      }
      number = base;
      next = known.get(base);
    }
    return true;
  }
}
