package io.fedlog.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM's collector said: how much was in use after each pause. */
final class GcLog {
  private static final Pattern PAUSE =
      Pattern.compile("Pause .* \\d+M->(\\d+)M\\((\\d+)M\\) ([0-9.]+)ms");

  private final List<Matcher> pauses;

  private GcLog(List<Matcher> pauses) {
    this.pauses = pauses;
  }

  /** The option that makes a JVM write one. */
  static String option(Path file) {
    return "-Xlog:gc:file=" + file + ":uptime:filecount=0";
  }

  static GcLog read(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return new GcLog(lines.map(PAUSE::matcher).filter(Matcher::find).toList());
    }
  }

  /** Most MiB in use after a collection. */
  double mostUsedAfter() {
    return pauses.stream().mapToDouble(m -> Double.parseDouble(m.group(1))).max().orElse(0);
  }

  /** Largest heap in MiB. */
  double largestHeap() {
    return pauses.stream().mapToDouble(m -> Double.parseDouble(m.group(2))).max().orElse(0);
  }

  /** Seconds spent in pauses. */
  double pausedSeconds() {
    return pauses.stream().mapToDouble(m -> Double.parseDouble(m.group(3))).sum() / 1000;
  }

  int pauses() {
    return pauses.size();
  }
}
