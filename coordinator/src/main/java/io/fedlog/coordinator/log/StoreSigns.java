package io.fedlog.coordinator.log;

import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.learning.selection.Candidate;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.StoreMetric;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stores say of themselves, as far as it matters for whom a round asks: that they are there,
 * which model types they train, on how many rows. The rows are those of the newest update that the
 * store said it trained; the broker's time is when it was heard of. Not thread-safe.
 */
final class StoreSigns {

  private static final String TRAINED = "train";

  private record Sign(Instant heardAt, Set<String> modelTypes) {
    boolean trains(String modelType) {
      return modelTypes.isEmpty() || modelTypes.contains(modelType);
    }
  }

  private final Map<String, Sign> signs = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> rowsByType = new HashMap<>();

  /** Takes in a sign of life; one of a name that no round can ask is none. */
  void add(Heartbeat heartbeat, Instant at) {
    if (Participation.isStoreId(heartbeat.getStoreId())) {
      signs.put(heartbeat.getStoreId(), new Sign(at, Set.copyOf(heartbeat.getModelTypes())));
    }
  }

  void add(StoreMetric metric) {
    if (metric.getPhase().equals(TRAINED) && metric.getSamples() > 0) {
      rowsByType
          .computeIfAbsent(metric.getModelType(), type -> new HashMap<>())
          .put(metric.getStoreId(), metric.getSamples());
    }
  }

  /**
   * The stores that a round of a model type could ask: the named, or all that were ever heard of,
   * without those that say they train other types only. One that has not said its rows counts as
   * the mean of those that have, so that it is asked as often as an average store and gets to say
   * them.
   */
  List<Candidate> candidates(String modelType, Collection<String> named, Instant now) {
    Map<String, Long> rows = rowsByType.getOrDefault(modelType, Map.of());
    List<String> stores =
        (named.isEmpty() ? signs.keySet() : named)
            .stream().filter(store -> mayTrain(store, modelType)).toList();
    OptionalDouble mean = stores.stream().filter(rows::containsKey).mapToLong(rows::get).average();
    long usual = Math.max(1, Math.round(mean.orElse(1)));
    return stores.stream()
        .map(
            store ->
                new Candidate(
                    store, rows.getOrDefault(store, usual), silentMs(signs.get(store), now)))
        .toList();
  }

  private boolean mayTrain(String store, String modelType) {
    Sign sign = signs.get(store);
    return sign == null || sign.trains(modelType);
  }

  /** How long ago it was heard of; for ever when never. */
  private static long silentMs(@Nullable Sign sign, Instant now) {
    return sign == null
        ? Long.MAX_VALUE
        : Math.max(0, Duration.between(sign.heardAt(), now).toMillis());
  }
}
