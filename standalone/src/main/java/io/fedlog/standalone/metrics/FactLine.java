package io.fedlog.standalone.metrics;

import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.standalone.terminal.PlainText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A fact in a line: for people, or as JSON for programs. */
final class FactLine {
  private FactLine() {}

  /** An object: {@code fact} says of which kind, the rest are the fact's fields. */
  static String json(SpecificRecord value) {
    SpecificRecord fact = body(value);
    FactTable table =
        fact instanceof RoundMetrics
            ? FactTable.ROUNDS
            : fact instanceof StoreMetric
                ? FactTable.STORES
                : fact instanceof PrivacyAccount ? FactTable.BUDGETS : FactTable.PRIVACY;
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("fact", table.table());
    for (FactColumn column : table.columns()) {
      object.put(column.name(), Cell.ofField(column.value().apply(fact)));
    }
    return Cell.json(object);
  }

  /** When, of what, and what is worth knowing first. */
  static String text(SpecificRecord value) {
    SpecificRecord fact = body(value);
    String line =
        fact instanceof RoundMetrics round
            ? round(round)
            : fact instanceof StoreMetric metric
                ? store(metric)
                : fact instanceof PrivacyCharge charge
                    ? charge(charge)
                    : budget((PrivacyAccount) fact);
    return PlainText.of(line);
  }

  private static String round(RoundMetrics round) {
    StringBuilder line = new StringBuilder(at(round.getEndedAt()));
    line.append("  round   ").append(round.getRoundId()).append("  ").append(round.getModelType());
    line.append(round.getModelVersion() == null ? "" : " v" + round.getModelVersion());
    line.append("  ").append(round.getStatus());
    line.append(round.getReason() == null ? "" : ": " + round.getReason());
    line.append(", %d of %d stores".formatted(stores(round), round.getParticipatingStores()));
    if (round.getTrainingLoss() != null) {
      line.append(", loss ").append(few(round.getTrainingLoss()));
    }
    if (round.getTrainingAccuracy() != null) {
      line.append(", accuracy ").append(few(round.getTrainingAccuracy()));
    }
    if (round.getPrivacyEpsilon() != null) {
      line.append(", epsilon ").append(few(round.getPrivacyEpsilon()));
    }
    if (round.getCollectingMs() != null && round.getAggregationMs() != null) {
      line.append(", collected in ").append(seconds(round.getCollectingMs()));
      line.append(", made in ").append(seconds(round.getAggregationMs()));
    }
    line.append(String.format(Locale.ROOT, ", %,d bytes came", round.getBytesReceived()));
    if (round.getAttemptsRejected() > 0) {
      line.append(", refused ").append(new TreeMap<>(round.getAttemptsRejectedByReason()));
    }
    return line.toString();
  }

  private static int stores(RoundMetrics round) {
    return round.getModelVersion() == null
        ? round.getCompletedStores()
        : round.getAggregatedStores();
  }

  private static String store(StoreMetric metric) {
    return "%s  store   %s  %s  %s v%d  %s %s %s (%d rows)"
        .formatted(
            at(metric.getMeasuredAt()),
            metric.getStoreId(),
            metric.getRoundId(),
            metric.getModelType(),
            metric.getModelVersion(),
            metric.getPhase(),
            metric.getMetricName(),
            few(metric.getMetricValue()),
            metric.getSamples());
  }

  private static String charge(PrivacyCharge charge) {
    return "%s  privacy %s  %s  epsilon %s at delta %s on %d stores"
        .formatted(
            at(charge.getChargedAt()),
            charge.getRoundId(),
            charge.getModelType(),
            few(charge.getEpsilon()),
            few(charge.getDelta()),
            charge.getStoreIds().size());
  }

  private static String budget(PrivacyAccount account) {
    return "%s  budget  %s  epsilon %s%s"
        .formatted(
            at(account.getAt()),
            account.getModelType(),
            few(account.getEpsilon()),
            account.getBudget() == null
                ? ", no budget"
                : " of %s at delta %s"
                    .formatted(
                        few(account.getBudget().getEpsilon()),
                        few(account.getBudget().getDelta())));
  }

  private static SpecificRecord body(SpecificRecord value) {
    return value instanceof PrivacyRecord privacy ? (SpecificRecord) privacy.getBody() : value;
  }

  private static String at(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String few(double number) {
    if (!Double.isFinite(number)) {
      return String.valueOf(number);
    }
    BigDecimal few = new BigDecimal(number).round(new MathContext(4)).stripTrailingZeros();
    boolean isLong = Math.abs(number) >= 1e12 || (number != 0 && Math.abs(number) < 1e-9);
    return isLong ? few.toString() : few.toPlainString();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
