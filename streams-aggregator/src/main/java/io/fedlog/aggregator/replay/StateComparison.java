package io.fedlog.aggregator.replay;

import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Compares states, counts, privacy charges and what windows' updates counted for. */
final class StateComparison {
  private static final String AGGREGATE = "aggregate";

  private final LogSource log;
  private final Map<String, Findings> rounds = new HashMap<>();
  private final Instant since;

  private StateComparison(LogSource log, List<Findings> rounds, Instant since) {
    this.log = log;
    this.since = since;
    rounds.forEach(findings -> this.rounds.put(findings.round().roundId(), findings));
  }

  /** Compares what was published of rounds, of which {@code since} is before all. */
  static void of(LogSource log, List<Findings> rounds, Instant since) {
    StateComparison comparison = new StateComparison(log, rounds, since);
    comparison.states();
    comparison.metrics();
    comparison.charges();
    comparison.storeMetrics();
  }

  private void states() {
    Map<String, Written<RoundState>> newest = newest(Topics.ROUND_STATE);
    for (Findings findings : rounds.values()) {
      RoundState expected = findings.round().state();
      Written<RoundState> came = newest.get(findings.round().roundId());
      boolean moving = !findings.round().isSettled();
      if (expected == null || (came == null && moving)) {
        continue;
      }
      if (came == null) {
        findings.differs("the state on fl.round-state", expected.getStatus().name(), "none");
      } else if (moving && came.value().getLogOffset() != expected.getLogOffset()) {
        findings.note("its state on fl.round-state is of another moment and was not compared");
      } else {
        findings.compare("the state on fl.round-state", expected, came);
      }
    }
  }

  private void metrics() {
    Map<String, Written<RoundMetrics>> newest = newest(Topics.ROUND_METRICS);
    boolean trimmed = log.isTrimmed(Topics.ROUND_METRICS);
    for (Findings findings : rounds.values()) {
      RoundMetrics expected = findings.round().metrics();
      Written<RoundMetrics> came = newest.get(findings.round().roundId());
      if (expected == null) {
        if (came != null && findings.round().isSettled()) {
          findings.differs("the counts on fl.metrics.rounds", "none", "some");
        }
      } else if (came != null) {
        findings.compare("the counts on fl.metrics.rounds", expected, came);
      } else if (trimmed) {
        findings.cannotCompare("its counts are gone from fl.metrics.rounds, which keeps 400 days");
      } else {
        findings.differs("the counts on fl.metrics.rounds", "some", "none");
      }
    }
  }

  private void charges() {
    Map<String, Written<PrivacyCharge>> newest = new HashMap<>();
    log.read(
        Topics.PRIVACY,
        since,
        entry -> {
          Written<PrivacyRecord> record = entry.written();
          if (record != null
              && record.value().getBody() instanceof PrivacyCharge charge
              && rounds.containsKey(charge.getRoundId())) {
            newest.put(
                String.valueOf(entry.key()),
                new Written<>(charge, bodyOf(record.schema(), charge)));
          }
        });
    for (Findings findings : rounds.values()) {
      findings
          .round()
          .charges
          .forEach(
              (key, expected) -> {
                Written<PrivacyCharge> came = newest.remove(key);
                String what = "the privacy charge %s on fl.privacy".formatted(key);
                if (came != null) {
                  findings.compare(what, expected, came);
                } else if (findings.round().isSettled()) {
                  findings.differs(what, "one", "none");
                }
              });
    }
    newest.forEach(
        (key, charge) -> {
          Findings findings = rounds.get(charge.value().getRoundId());
          if (findings != null && findings.round().isSettled()) {
            findings.differs("the privacy charge %s on fl.privacy".formatted(key), "none", "one");
          }
        });
  }

  private void storeMetrics() {
    if (rounds.values().stream().allMatch(f -> f.round().definition().getWindows() == null)) {
      return;
    }
    Map<String, Map<String, Written<StoreMetric>>> published = new HashMap<>();
    log.read(
        Topics.STORE_METRICS,
        since,
        entry -> {
          Written<StoreMetric> written = entry.written();
          StoreMetric metric = written == null ? null : written.value();
          if (written != null
              && metric != null
              && metric.getPhase().equals(AGGREGATE)
              && rounds.containsKey(metric.getRoundId())) {
            published
                .computeIfAbsent(metric.getRoundId(), id -> new HashMap<>())
                .put(name(metric), written);
          }
        });
    boolean trimmed = log.isTrimmed(Topics.STORE_METRICS);
    for (Findings findings : rounds.values()) {
      Map<String, Written<StoreMetric>> came =
          published.getOrDefault(findings.round().roundId(), Map.of());
      byName(findings.round().storeMetrics)
          .forEach(
              (name, expected) -> {
                Written<StoreMetric> metric = came.get(name);
                String what = name + " on fl.metrics.stores";
                if (metric != null) {
                  findings.compare(what, expected, metric);
                } else if (trimmed) {
                  findings.cannotCompare(
                      "what its updates counted for is gone from fl.metrics.stores, which keeps"
                          + " 400 days");
                } else if (findings.round().isSettled()) {
                  findings.differs(what, FieldDifferences.text(expected.getMetricValue()), "none");
                }
              });
    }
  }

  private static Map<String, StoreMetric> byName(List<StoreMetric> metrics) {
    Map<String, StoreMetric> named = new HashMap<>();
    metrics.forEach(metric -> named.put(name(metric), metric));
    return named;
  }

  private static String name(StoreMetric metric) {
    return "the %s of store %s in version %d"
        .formatted(metric.getMetricName(), metric.getStoreId(), metric.getModelVersion());
  }

  /** What a topic's schema says of one of the kinds of its bodies. */
  static Schema bodyOf(Schema schema, SpecificRecord body) {
    Schema.Field bodies = schema.getField("body");
    Schema own =
        bodies == null
            ? null
            : FieldDifferences.branch(
                bodies.schema(), Schema.Type.RECORD, body.getSchema().getFullName());
    return own == null ? body.getSchema() : own;
  }

  /** The newest record of each round by its key. */
  private <T extends SpecificRecord> Map<String, Written<T>> newest(Topic<T> topic) {
    Map<String, Written<T>> newest = new HashMap<>();
    log.read(
        topic,
        since,
        entry -> {
          String key = entry.key();
          if (key == null || !rounds.containsKey(key)) {
            return;
          }
          Written<T> value = entry.written();
          if (value == null) {
            newest.remove(key);
          } else {
            newest.put(key, value);
          }
        });
    return newest;
  }
}
