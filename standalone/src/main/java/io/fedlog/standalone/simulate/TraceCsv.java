package io.fedlog.standalone.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Runs as a CSV file: a line for the start and for every round. The same runs, the same bytes. */
final class TraceCsv {
  private static final String HEADER =
      "method,round,status,version,virtual_seconds,asked,aggregated,refused,unfinished,"
          + "uploaded_bytes,downloaded_bytes,loss,accuracy,auc\n";

  private TraceCsv() {}

  static void write(List<Trace> traces, Path file) throws IOException {
    Files.writeString(file, text(traces));
  }

  static String text(List<Trace> traces) {
    StringBuilder text = new StringBuilder(HEADER);
    for (Trace trace : traces) {
      trace.points().forEach(point -> text.append(line(trace.method(), point)));
    }
    return text.toString();
  }

  private static String line(String method, TracePoint point) {
    Measures measures = point.measures();
    String status = point.failure() != null ? "failed" : point.round() == 0 ? "start" : "completed";
    return String.format(
        Locale.ROOT,
        "%s,%d,%s,%d,%.3f,%d,%d,%d,%d,%d,%d,%.6f,%.6f,%.6f\n",
        method,
        point.round(),
        status,
        point.version(),
        point.atMs() / 1000.0,
        point.asked(),
        point.aggregated(),
        point.refused(),
        point.unfinished(),
        point.uploadedBytes(),
        point.downloadedBytes(),
        measures.loss(),
        measures.accuracy(),
        measures.auc());
  }
}
