package io.fedlog.coordinator.rounds;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.learning.round.WindowTerms;
import io.fedlog.learning.staleness.Staleness;
import io.fedlog.learning.staleness.WindowMethods;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowSum;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Normalise;
import io.fedlog.schemas.WindowRules;

/** Whether a round with windows can work, before it reaches the log. */
final class WindowCheck {
  private WindowCheck() {}

  static void require(RoundSpec spec, WindowRules rules, Grid grid) {
    WindowMethods.check(spec.aggregation().method());
    require(spec.form().encoding() != Encoding.TEXT, "encoding", spec.form().encoding(), "numbers");
    require(
        spec.base() != null && spec.base().getModelType().equals(spec.modelType()),
        "base",
        String.valueOf(spec.base()),
        "a version of " + spec.modelType());
    require(
        rules.getNormalise() == Normalise.UPDATES || rules.getUpdates() > 1,
        "normalise",
        rules.getNormalise(),
        "UPDATES for windows of one update, out of which staleness would cancel");
    require(
        spec.participation().minStores() <= rules.getUpdates(),
        "min_stores",
        spec.participation().minStores(),
        "at most the " + rules.getUpdates() + " updates of a window");
    require(
        spec.participation().take() == 0,
        "take",
        spec.participation().take(),
        "0: a window takes its first updates anyway");
    require(
        rules.getUpdates() <= grid.maxCohort(),
        "updates",
        rules.getUpdates(),
        "at most the " + grid.maxCohort() + " stores that may take part");
    var unusedTerms =
        new WindowTerms(
            rules.getUpdates(),
            rules.getWindowMs(),
            rules.getMaxWindows(),
            rules.getMaxStaleness(),
            new Staleness(
                Staleness.Kind.valueOf(rules.getStaleness().name()), rules.getA(), rules.getB()));
    var unusedMix =
        new WindowMix(
            WindowMix.Toward.valueOf(rules.getToward().name()),
            rules.getRate(),
            rules.getNormalise() == Normalise.WEIGHTS);
    var unusedGrid = WindowSum.gridOf(grid, rules.getUpdates());
  }

  /** The largest chunk of such a round. */
  static long mostChunkBytes(WindowRules rules, io.fedlog.learning.method.Encoding encoding) {
    return encoding == io.fedlog.learning.method.Encoding.TEXT
        ? Long.MAX_VALUE // refused
        : WindowSum.mostChunkBytes(
            NumberFormat.valueOf(encoding.name()), rules.getUpdates(), rules.getMaxStaleness());
  }

  private static void require(boolean holds, String field, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "windows: " + field + " is " + came + "; expected " + expected);
    }
  }
}
