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

  private final Map<String, Map<Long, ModelManifest>> types = new HashMap<>();

  void add(ModelManifest version) {
    types
        .computeIfAbsent(version.getModelType(), type -> new HashMap<>())
        .put(version.getVersion(), version);
  }

  /**
   * Whether a version is of such a round, or came of one that is, maybe over others.
   *
   * @return true too where versions that are known no more leave it open
   */
  boolean mayDescend(ModelManifest version, Predicate<String> round) {
    Map<Long, ModelManifest> known = types.getOrDefault(version.getModelType(), Map.of());
    @Nullable ModelManifest next = version;
    while (next != null) {
      if (round.test(next.getRoundId())) {
        return true;
      }
      Long base = next.getBaseVersion();
      if (base == null || base >= next.getVersion()) {
        return false; // a later one is no base, and following it might never end
      }
      next = known.get(base);
    }
    return true;
  }
}
