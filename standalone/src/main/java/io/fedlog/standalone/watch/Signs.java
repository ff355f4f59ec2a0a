package io.fedlog.standalone.watch;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When stores and aggregators were last heard of, by the brokers' clocks.
 *
 * @param stores by store id
 * @param aggregators by instance
 */
public record Signs(Map<String, Instant> stores, Map<String, Instant> aggregators) {

  /** Aggregators tell every 10 s that they live; two of those missed are worth a word. */
  public static final Duration AGGREGATOR_AWAY = Duration.ofSeconds(30);

  /** Stores tell every 10 s unless FL_HEARTBEAT_INTERVAL says otherwise. */
  public static final Duration STORE_AWAY = Duration.ofSeconds(60);

  /** Instances and stores that were silent for so long are not shown as gone, but forgotten. */
  public static final Duration FORGOTTEN = Duration.ofHours(1);

  private static final String AGGREGATOR = "aggregator/";

  public Signs {
    stores = Map.copyOf(stores);
    aggregators = Map.copyOf(aggregators);
  }

  /** The newest sign of each. */
  public static Signs read(LogScan scan) {
    SortedMap<String, Instant> stores = new TreeMap<>();
    SortedMap<String, Instant> aggregators = new TreeMap<>();
    scan.<Heartbeat>newest(Topics.HEARTBEATS)
        .forEach(
            (name, record) -> {
              Instant at = Instant.ofEpochMilli(record.timestamp());
              if (name.startsWith(AGGREGATOR)) {
                aggregators.put(name.substring(AGGREGATOR.length()), at);
              } else {
                stores.put(name, at);
              }
            });
    return new Signs(stores, aggregators);
  }

  /** For how long no aggregator was heard of; empty when none ever was. */
  public Optional<Duration> aggregatorSilence(Instant now) {
    return aggregators.values().stream()
        .max(Instant::compareTo)
        .map(newest -> silence(newest, now));
  }

  /** Whether no aggregator has been heard of for long enough to say that none runs. */
  public boolean aggregatorsAway(Instant now) {
    return aggregatorSilence(now).map(silent -> silent.compareTo(AGGREGATOR_AWAY) > 0).orElse(true);
  }

  /** For how long a store was not heard of; empty when it never was. */
  public Optional<Duration> silence(String storeId, Instant now) {
    return Optional.ofNullable(stores.get(storeId)).map(seen -> silence(seen, now));
  }

  /** How many stores were heard of lately enough to be taken for alive. */
  public long storesAlive(Instant now) {
    return alive(stores, STORE_AWAY, now);
  }

  /** How many aggregators were. */
  public long aggregatorsAlive(Instant now) {
    return alive(aggregators, AGGREGATOR_AWAY, now);
  }

  private static long alive(Map<String, Instant> signs, Duration most, Instant now) {
    return signs.values().stream().filter(seen -> silence(seen, now).compareTo(most) <= 0).count();
  }

  /** Brokers' clocks may be a little ahead of ours. */
  private static Duration silence(Instant seen, Instant now) {
    return seen.isAfter(now) ? Duration.ZERO : Duration.between(seen, now);
  }
}
