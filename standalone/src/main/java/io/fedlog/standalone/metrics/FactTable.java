package io.fedlog.standalone.metrics;

import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.StoreMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Facts as they lie on the log, in schema {@code log}: a row a record, and where it lies. What was
 * written again is there again.
 */
enum FactTable {
  ROUNDS(RoundMetrics.getClassSchema(), "round_id"),
  STORES(
      StoreMetric.getClassSchema(),
      "store_id",
      "round_id",
      "model_version",
      "phase",
      "metric_name"),
  PRIVACY(PrivacyCharge.getClassSchema(), "model_type", "round_id", "page"),
  BUDGETS(PrivacyAccount.getClassSchema(), "model_type");

  /** Where a record lies, in columns before its own. */
  private static final String PLACE =
      "log_partition INTEGER, log_offset BIGINT, appended_at TIMESTAMP";

  private final List<FactColumn> columns;
  private final String key;

  FactTable(Schema schema, String... key) {
    this.columns = FactColumn.of(schema);
    this.key = String.join(", ", key);
  }

  /** Without the place. */
  List<FactColumn> columns() {
    return columns;
  }

  /** Inside its schema. */
  String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  String create() {
    List<String> all = new ArrayList<>(List.of(PLACE));
    columns.forEach(column -> all.add(column.quoted() + " " + column.type()));
    return "CREATE TABLE log.%s (%s)".formatted(table(), String.join(", ", all));
  }

  /** The newest record of each fact: those of one fact are in one partition. */
  String newest() {
    return "SELECT %s FROM log.%s WHERE (%s, log_offset) IN (SELECT (%s, max(log_offset)) FROM log.%s GROUP BY %s)"
        .formatted(
            columns.stream().map(FactColumn::quoted).collect(Collectors.joining(", ")),
            table(),
            key,
            key,
            table(),
            key);
  }
}
