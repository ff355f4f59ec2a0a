package io.fedlog.standalone.demo;

import io.fedlog.learning.model.ModelType;
import io.fedlog.schemas.RoundState;
import io.fedlog.standalone.terminal.Bar;
import java.util.Locale;

/** Rounds as lines of text. */
final class RoundLines {

  private static final int BAR = 24;
  private static final int SHORT_SHA = 12;
  private static final String NOTHING = "-";

  private final String metric;

  RoundLines(ModelType type) {
    this.metric = type.metric();
  }

  String heading() {
    return text("round", "stores", "aggregation", "version", "model sha-256", metric);
  }

  /** A round that is over. */
  String line(RoundRow row) {
    RoundState state = row.state();
    String stores = state.getCompletedStores() + " of " + state.getParticipatingStores();
    if (!row.completed()) {
      return text(row.label(), stores, row.status(), "", "", "") + reason(state);
    }
    String sha = state.getModelSha256();
    Double measured = row.metrics().get(metric);
    return text(
        row.label(),
        stores,
        row.aggregationMs().isPresent() ? row.aggregationMs().getAsLong() + " ms" : NOTHING,
        String.valueOf(state.getModelVersion()),
        sha == null ? NOTHING : sha.substring(0, SHORT_SHA),
        measured == null ? "" : Figures.text(measured));
  }

  /** A round that runs. */
  String bar(RoundRow row) {
    RoundState state = row.state();
    return String.format(
        Locale.ROOT,
        "%12s  %s %d of %d stores",
        row.label(),
        Bar.of(state.getCompletedStores(), state.getParticipatingStores(), BAR),
        state.getCompletedStores(),
        state.getParticipatingStores());
  }

  private static String text(
      String label, String stores, String aggregation, String version, String sha, String value) {
    return String.format(
            Locale.ROOT,
            "%12s  %10s  %11s  %7s  %-13s  %8s",
            label,
            stores,
            aggregation,
            version,
            sha,
            value)
        .stripTrailing();
  }

  private static String reason(RoundState state) {
    return state.getReason() == null ? "" : ": " + state.getReason();
  }
}
