package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Heartbeat;
import io.fedlog.schemas.StoreEnrolment;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.SpanText;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Stores, one a line. */
@Command(
    name = "list",
    header = "Lists every store that was heard of or enrolled.",
    description = {
      "last_seen_at is when the broker took the store's last sign of life; status is that of its"
          + " enrolment, and a dash where nobody signs.",
      "Signs of life are shown as they came: with FL_SIGNATURES=required a sign that its store did"
          + " not sign is shown here and not believed by the coordinator."
    },
    footer = {
      "",
      "  fedlog stores list --output json",
      "",
      "Exit status: 0 listed, none included; 2 a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class StoresList extends ReadCommand {

  static final String AGGREGATOR = "aggregator/";

  StoresList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void read(LogScan scan, PrintWriter out) {
    Map<String, LogRecord<Heartbeat>> signs = scan.newest(Topics.HEARTBEATS);
    Map<String, LogRecord<StoreEnrolment>> enrolments = scan.newest(Topics.STORES);
    TreeSet<String> stores = new TreeSet<>(signs.keySet());
    stores.removeIf(name -> name.startsWith(AGGREGATOR));
    stores.addAll(enrolments.keySet());
    Instant now = surroundings().clock().instant();
    Table table =
        Table.of(
            "store_id",
            "status",
            "last_seen_at",
            "silent_for",
            "code_version",
            "model_types",
            "signing_key_id",
            "changed_at");
    for (String store : stores) {
      LogRecord<Heartbeat> sign = signs.get(store);
      Optional<Heartbeat> said = Optional.ofNullable(sign).flatMap(LogRecord::readable);
      Instant seen = sign == null ? null : Instant.ofEpochMilli(sign.timestamp());
      Optional<StoreEnrolment> enrolled =
          Optional.ofNullable(enrolments.get(store)).flatMap(LogRecord::readable);
      table.row(
          store,
          enrolled.map(e -> e.getStatus().name()).orElse(null),
          seen,
          silence(seen, now),
          said.map(Heartbeat::getCodeVersion).orElse(null),
          said.map(StoresList::types).orElse(null),
          enrolled.map(StoreEnrolment::getSigningKeyId).orElse(null),
          enrolled.map(StoreEnrolment::getChangedAt).orElse(null));
    }
    table.print(out, output());
  }

  static String types(Heartbeat sign) {
    return sign.getModelTypes().isEmpty() ? "all" : String.join(", ", sign.getModelTypes());
  }

  static @Nullable String silence(@Nullable Instant seen, Instant now) {
    return seen == null || seen.isAfter(now) ? null : SpanText.of(Duration.between(seen, now));
  }
}
