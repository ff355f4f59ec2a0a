package io.fedlog.coordinator.log;

import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.learning.selection.Candidate;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.StoreMetric;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stores say of themselves, as far as it matters for whom a round asks: that they are there,
 * which model types they train, on how many rows. The rows are those of the newest update that the
 * store said it trained, and no more than an installation allows; the broker's time is when it was
 * heard of. Beyond {@value #MOST_STORES} stores the one that was silent longest is forgotten, until
 * it is heard of again, and no more rows are noted. Not thread-safe.
 */
final class StoreSigns {

  private static final String TRAINED = "train";

  /** Names without end must not fill the memory; more stores than these are not told apart. */
  static final int MOST_STORES = 100_000;

  private record Sign(Instant heardAt, Set<String> modelTypes) {
    boolean trains(String modelType) {
      return modelTypes.isEmpty() || modelTypes.contains(modelType);
    }
  }

  private final long mostSamples;
  private final LinkedHashMap<String, Sign> signs = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> rowsByType = new HashMap<>();

  /**
   * @param mostSamples rows that one store can count for
   */
  StoreSigns(long mostSamples) {
    this.mostSamples = mostSamples;
  }

  /** Takes in a sign of life; one of a name that no round can ask is none. */
  void add(Heartbeat heartbeat, Instant at) {
    String store = heartbeat.getStoreId();
    if (Participation.isStoreId(store)) {
      signs.remove(store); // the order is that in which they were last heard of
      signs.put(store, new Sign(at, Set.copyOf(heartbeat.getModelTypes())));
      if (signs.size() > MOST_STORES) {
        signs.remove(signs.keySet().iterator().next());
      }
    }
  }

  void add(StoreMetric metric) {
    if (metric.getPhase().equals(TRAINED) && metric.getSamples() > 0) {
      Map<String, Long> rows =
          rowsByType.computeIfAbsent(metric.getModelType(), type -> new HashMap<>());
      if (rows.size() < MOST_STORES || rows.containsKey(metric.getStoreId())) {
        rows.put(metric.getStoreId(), Math.min(metric.getSamples(), mostSamples));
      }
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
    long usual = mean(stores.stream().filter(rows::containsKey).map(rows::get).toList());
    return stores.stream()
        .map(
            store ->
                new Candidate(
                    store, rows.getOrDefault(store, usual), silentMs(signs.get(store), now)))
        .toList();
  }

  /** All that were heard of, in no order. */
  List<StoreSign> all() {
    return signs.entrySet().stream()
        .map(
            sign ->
                new StoreSign(
                    sign.getKey(), sign.getValue().heardAt(), sign.getValue().modelTypes()))
        .toList();
  }

  /** Rounded half up; 1 of none. Exact, for many large numbers are more than a long holds. */
  private static long mean(List<Long> rows) {
    if (rows.isEmpty()) {
      return 1;
    }
    BigDecimal sum =
        rows.stream().map(BigDecimal::valueOf).reduce(BigDecimal.ZERO, BigDecimal::add);
    return sum.divide(BigDecimal.valueOf(rows.size()), 0, RoundingMode.HALF_UP).longValueExact();
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
