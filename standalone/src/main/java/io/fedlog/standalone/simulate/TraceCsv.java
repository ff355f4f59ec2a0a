package io.fedlog.standalone.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs as a CSV file: a line for the start and for every round. The same runs, the same bytes. */
final class TraceCsv {
  private static final String HEADER =
      "mode,method,round,status,version,virtual_seconds,asked,aggregated,refused,unfinished,"
          + "mean_staleness,most_staleness,too_stale,uploaded_bytes,downloaded_bytes,loss,accuracy,auc\n";

  private TraceCsv() {}

  static void write(List<Trace> traces, Path file) throws IOException {
    Files.writeString(file, text(traces));
  }

  static String text(List<Trace> traces) {
    StringBuilder text = new StringBuilder(HEADER);
    for (Trace trace : traces) {
      trace.points().forEach(point -> text.append(line(trace, point)));
    }
    return text.toString();
  }

  private static String line(Trace trace, TracePoint point) {
    Measures measures = point.measures();
    String status = point.failure() != null ? "failed" : point.round() == 0 ? "start" : "completed";
    return String.format(
        Locale.ROOT,
        "%s,%s,%d,%s,%d,%.3f,%d,%d,%d,%d,%.3f,%d,%d,%d,%d,%.6f,%.6f,%.6f\n",
        trace.mode().word(),
        trace.method(),
        point.round(),
        status,
        point.version(),
        point.atMs() / 1000.0,
        point.asked(),
        point.aggregated(),
        point.refused(),
        point.unfinished(),
        point.staleness().mean(),
        point.staleness().most(),
        point.staleness().tooStale(),
        point.uploadedBytes(),
        point.downloadedBytes(),
        measures.loss(),
        measures.accuracy(),
        measures.auc());
  }
}
