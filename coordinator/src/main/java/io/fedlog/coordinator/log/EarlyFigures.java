package io.fedlog.coordinator.log;

import io.fedlog.schemas.StoreMetric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Figures that were read ahead of the version that they are about, for topics have no order between
 * them. Versions without end must not fill the memory: of each store the newest {@value
 * #OF_A_STORE} are kept, so that one that tells of versions that never come pushes out its own
 * only, and of stores those heard last. Not thread-safe.
 */
final class EarlyFigures {

  static final int OF_A_STORE = VersionFigures.MOST_NAMES;
  static final int MOST_STORES = 5_000;

  /** The one heard last comes last. */
  private final LinkedHashMap<String, Deque<StoreMetric>> byStore = new LinkedHashMap<>();

  void add(StoreMetric figure) {
    Deque<StoreMetric> known = byStore.remove(figure.getStoreId());
    Deque<StoreMetric> own = known == null ? new ArrayDeque<>() : known;
    own.addLast(figure);
    if (own.size() > OF_A_STORE) {
      own.removeFirst();
    }
    byStore.put(figure.getStoreId(), own);
    if (byStore.size() > MOST_STORES) {
      byStore.remove(byStore.keySet().iterator().next());
    }
  }

  /** Takes out those of a version, each store's oldest first. */
  List<StoreMetric> take(String modelType, long version) {
    List<StoreMetric> taken = new ArrayList<>();
    for (Deque<StoreMetric> own : byStore.values()) {
      for (Iterator<StoreMetric> figures = own.iterator(); figures.hasNext(); ) {
        StoreMetric figure = figures.next();
        if (figure.getModelVersion() == version && figure.getModelType().equals(modelType)) {
          taken.add(figure);
          figures.remove();
        }
      }
    }
    byStore.values().removeIf(Deque::isEmpty);
    return taken;
  }
}
