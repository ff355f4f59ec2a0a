package io.fedlog.standalone.metrics;

import io.fedlog.runtime.Shutdown;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Collection;

/** Loads facts from an installation, has them used, and leaves nothing behind. */
final class OpenFacts {
  private OpenFacts() {}

  /** Uses loaded facts. */
  interface Use {
    void of(FactBase base) throws IOException;
  }

  /**
   * Connects, loads, uses; the temporary folder goes even when the process is told to end.
   *
   * @param remarks is told how many records could not be read
   */
  static void with(
      Surroundings surroundings,
      ConnectFlags connect,
      Collection<FactSource> sources,
      Instant since,
      PrintWriter remarks,
      Use use)
      throws IOException {
    ConnectFlags.Connection connection = connect.connect(surroundings, "fedlog-metrics");
    try (Shutdown shutdown = new Shutdown()) {
      surroundings.onEnd().accept(shutdown);
      try (FactBase base = FactBase.open()) {
        shutdown.add("facts", base::deleteFolder);
        load(connection, sources, since, remarks, base);
        use.of(base);
      }
    }
  }

  private static void load(
      ConnectFlags.Connection connection,
      Collection<FactSource> sources,
      Instant since,
      PrintWriter remarks,
      FactBase base) {
    if (sources.isEmpty()) {
      return;
    }
    try (LogScan scan = connection.scan()) {
      for (FactSource source : sources) {
        long unreadable = source.load(scan, since, base);
        if (unreadable > 0) {
          remarks.println(
              "fedlog metrics: %d records of %s could not be read and were left out."
                  .formatted(unreadable, source.topic().name()));
          remarks.flush();
        }
      }
    }
    base.loaded();
  }
}
