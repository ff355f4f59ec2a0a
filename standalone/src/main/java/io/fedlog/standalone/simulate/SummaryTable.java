package io.fedlog.standalone.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end of a simulation: a line a run, how stale updates were, and why rounds failed.
 *
 * @param goal when and after how much it was reached; null for none
 */
record SummaryTable(@Nullable Goal goal) {
  private static final String FORM = "  %-18s %7s %7s %9s %9s %9s %11s %11s";

  List<String> lines(List<Trace> traces) {
    List<String> lines = new ArrayList<>();
    lines.add(line("method", "rounds", "failed", "auc", "accuracy", "loss", "time", "uploaded"));
    for (Trace trace : traces) {
      TracePoint last = trace.last();
      Measures measures = last.measures();
      lines.add(
          line(
              trace.label(),
              String.valueOf(last.round()),
              String.valueOf(trace.failedRounds()),
              figure(measures.auc()),
              figure(measures.accuracy()),
              figure(measures.loss()),
              time(last),
              bytes(last)));
    }
    List<String> notes = new ArrayList<>();
    traces.forEach(trace -> trace.staleness().ifPresent(seen -> notes.add(stale(trace, seen))));
    traces.forEach(trace -> trace.lastFailure().ifPresent(why -> notes.add(failed(trace, why))));
    if (goal != null) {
      traces.forEach(trace -> notes.add("  " + trace.label() + ": " + reached(trace)));
    }
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return lines;
  }

  private static String stale(Trace trace, StalenessSeen seen) {
    return String.format(
        Locale.ROOT,
        "  %s: staleness %.1f on average, %d at most; %d updates were too stale",
        trace.label(),
        seen.mean(),
        seen.most(),
        seen.tooStale());
  }

  private static String failed(Trace trace, String why) {
    return "  %s: %d of %d rounds failed; the last: %s"
        .formatted(trace.label(), trace.failedRounds(), trace.last().round(), why);
  }

  private String reached(Trace trace) {
    Optional<TracePoint> point = trace.reached(goal);
    return point
        .map(
            at ->
                "%s reached in round %d after %s and %s uploaded"
                    .formatted(goal, at.round(), time(at), bytes(at)))
        .orElse(goal + " not reached");
  }

  private static String line(Object... cells) {
    return String.format(Locale.ROOT, FORM, cells);
  }

  private static String time(TracePoint point) {
    return Unit.ofTime(point.atMs()).figure(point.atMs());
  }

  private static String bytes(TracePoint point) {
    return Unit.ofBytes(point.uploadedBytes()).figure(point.uploadedBytes());
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }
}
