package io.fedlog.standalone.metrics;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A topic of facts, and the tables and views that come of it. */
enum FactSource {
  ROUNDS(
      Topics.ROUND_METRICS, FactView.ROUNDS, List.of(FactView.REFUSALS, FactView.TRAINING_METRICS)),
  STORES(Topics.STORE_METRICS, FactView.STORES, List.of(FactView.WINDOWS)),
  PRIVACY(Topics.PRIVACY, FactView.PRIVACY, List.of(FactView.BUDGETS));

  private final Topic<? extends SpecificRecord> topic;
  private final FactView view;
  private final List<FactView> further;

  FactSource(Topic<? extends SpecificRecord> topic, FactView view, List<FactView> further) {
    this.topic = topic;
    this.view = view;
    this.further = further;
  }

  Topic<? extends SpecificRecord> topic() {
    return topic;
  }

  /** What an export of the topic holds. */
  FactView view() {
    return view;
  }

  /** Whether a query names a view of the topic; in doubt yes. */
  boolean isIn(String sql) {
    String text = sql.toLowerCase(Locale.ROOT);
    return text.contains(view.view())
        || further.stream().anyMatch(each -> text.contains(each.view()));
  }

  /**
   * Loads what the topic has from a moment on, as it stands.
   *
   * @return how many records could not be read and were left out
   */
  long load(LogScan scan, Instant since, FactBase base) {
    return load(topic, scan, since, base);
  }

  private <T extends SpecificRecord> long load(
      Topic<T> from, LogScan scan, Instant since, FactBase base) {
    long[] unreadable = {0};
    scan.read(
        from,
        since,
        record -> {
          if (!record.isTombstone()) {
            unreadable[0] += isAdded(record, base) ? 0 : 1;
          }
        });
    return unreadable[0];
  }

  private boolean isAdded(LogRecord<? extends SpecificRecord> record, FactBase base) {
    Optional<? extends SpecificRecord> value = record.readable();
    value.ifPresent(
        fact -> add(fact, record.partition(), record.offset(), record.timestamp(), base));
    return value.isPresent();
  }

  /** Adds one record of the topic. */
  void add(SpecificRecord value, int partition, long offset, long appendedAt, FactBase base) {
    FactTable table =
        switch (this) {
          case ROUNDS -> FactTable.ROUNDS;
          case STORES -> FactTable.STORES;
          case PRIVACY ->
              body(value) instanceof PrivacyAccount ? FactTable.BUDGETS : FactTable.PRIVACY;
        };
    base.add(table, body(value), partition, offset, appendedAt);
  }

  private static SpecificRecord body(SpecificRecord value) {
    return value instanceof PrivacyRecord privacy ? (SpecificRecord) privacy.getBody() : value;
  }

  /** Reads {@code rounds}, {@code stores} and {@code privacy}. */
  static final class Converter implements ITypeConverter<FactSource> {
    @Override
    public FactSource convert(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "rounds" -> ROUNDS;
        case "stores" -> STORES;
        case "privacy" -> PRIVACY;
        default ->
            throw new TypeConversionException("'" + text + "' is none of rounds, stores, privacy");
      };
    }
  }
}
