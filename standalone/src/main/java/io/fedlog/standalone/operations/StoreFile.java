package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.RejectedRecord;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.standalone.terminal.Sheet;
import io.fedlog.standalone.terminal.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was read of one store, record by record. Mutable; for one thread. */
final class StoreFile {

  private static final String TRAINED = "train";

  private record Training(long version, long samples, SortedMap<String, Double> figures) {}

  private final String storeId;
  private final Map<String, Instant> rounds = new LinkedHashMap<>();
  private final List<RejectedRecord> refusals = new ArrayList<>();
  private final List<Instant> refusedAt = new ArrayList<>();
  private final Map<String, Training> trainings = new LinkedHashMap<>();
  private @Nullable StoreEnrolment enrolment;
  private @Nullable Heartbeat sign;
  private @Nullable Instant seenAt;

  StoreFile(String storeId) {
    this.storeId = storeId;
  }

  void enrolment(LogRecord<StoreEnrolment> record) {
    if (isOurs(record)) {
      enrolment = record.readable().orElse(null);
    }
  }

  void sign(LogRecord<Heartbeat> record) {
    if (isOurs(record)) {
      sign = record.readable().orElse(null);
      seenAt = Instant.ofEpochMilli(record.timestamp());
    }
  }

  void join(LogRecord<Join> record) {
    if (isOurs(record)) {
      record
          .readable()
          .ifPresent(
              join ->
                  rounds.putIfAbsent(join.getRoundId(), Instant.ofEpochMilli(record.timestamp())));
    }
  }

  void refusal(LogRecord<RejectedRecord> record) {
    if (isOurs(record)) {
      record
          .readable()
          .ifPresent(
              refused -> {
                refusals.add(refused);
                refusedAt.add(Instant.ofEpochMilli(record.timestamp()));
              });
    }
  }

  void metric(LogRecord<StoreMetric> record) {
    if (isOurs(record)) {
      record
          .readable()
          .filter(metric -> metric.getPhase().equals(TRAINED))
          .ifPresent(
              metric ->
                  trainings
                      .computeIfAbsent(
                          metric.getRoundId(),
                          round ->
                              new Training(
                                  metric.getModelVersion(), metric.getSamples(), new TreeMap<>()))
                      .figures()
                      .put(metric.getMetricName(), metric.getMetricValue()));
    }
  }

  private boolean isOurs(LogRecord<?> record) {
    return storeId.equals(record.key());
  }

  boolean isEmpty() {
    return enrolment == null
        && sign == null
        && rounds.isEmpty()
        && refusals.isEmpty()
        && trainings.isEmpty();
  }

  Sheet sheet(int limit, Instant now) {
    StoreEnrolment enrolled = enrolment;
    Heartbeat said = sign;
    return new Sheet()
        .with("store_id", storeId)
        .with("status", enrolled == null ? null : enrolled.getStatus().name())
        .with("signing_key_id", enrolled == null ? null : enrolled.getSigningKeyId())
        .with("changed_at", enrolled == null ? null : enrolled.getChangedAt())
        .with("changed_by", enrolled == null ? null : enrolled.getChangedBy())
        .with("last_seen_at", seenAt)
        .with("silent_for", StoresList.silence(seenAt, now))
        .with("code_version", said == null ? null : said.getCodeVersion())
        .with("model_types", said == null ? null : StoresList.types(said))
        .with("rounds_joined", rounds.size())
        .with("records_refused", refusals.size())
        .with("rounds", joined(limit))
        .with("updates", updates(limit))
        .with("refused_by_reason", byReason())
        .with("refused", refused(limit));
  }

  private Table joined(int limit) {
    Table table = Table.of("round_id", "joined_at");
    newest(List.copyOf(rounds.entrySet()), limit)
        .forEach(round -> table.row(round.getKey(), round.getValue()));
    return table;
  }

  private Table updates(int limit) {
    Table table = Table.of("round_id", "base_version", "samples", "figures");
    newest(List.copyOf(trainings.entrySet()), limit)
        .forEach(
            one ->
                table.row(
                    one.getKey(),
                    one.getValue().version(),
                    one.getValue().samples(),
                    one.getValue().figures().toString()));
    return table;
  }

  private Table byReason() {
    SortedMap<String, Integer> counts = new TreeMap<>();
    refusals.forEach(refused -> counts.merge(refused.getReason(), 1, Integer::sum));
    Table table = Table.of("reason", "records");
    counts.forEach(table::row);
    return table;
  }

  private Table refused(int limit) {
    Table table = Table.of("at", "round_id", "reason", "detail");
    for (int i = refusals.size() - 1; i >= Math.max(0, refusals.size() - limit); i--) {
      RejectedRecord one = refusals.get(i);
      table.row(refusedAt.get(i), one.getRoundId(), one.getReason(), one.getDetail());
    }
    return table;
  }

  private static <T> List<T> newest(List<T> oldestFirst, int limit) {
    List<T> newest = new ArrayList<>();
    for (int i = oldestFirst.size() - 1; i >= 0 && newest.size() < limit; i--) {
      newest.add(oldestFirst.get(i));
    }
    return newest;
  }
}
