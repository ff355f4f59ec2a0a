package io.fedlog.benchmarks.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** Says on standard error what a benchmark is doing, and since when. */
public final class Progress {
  private final PrintWriter out;
  private final InstantSource clock;
  private final long start;

  public Progress(PrintWriter out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.start = clock.millis();
  }

  /** One line. */
  public void step(String what) {
    Duration since = Duration.ofMillis(clock.millis() - start);
    out.printf(Locale.ROOT, "%4d s  %s%n", since.toSeconds(), what);
    out.flush();
  }

  /** The clock that benchmarks are to read. */
  public InstantSource clock() {
    return clock;
  }
}
