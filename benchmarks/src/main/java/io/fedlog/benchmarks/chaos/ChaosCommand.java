package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Kills, pauses and starves an installation while rounds run, and checks what it leaves. */
@Command(
    name = "chaos",
    description = {
      "Kills, pauses and starves real processes by a seeded schedule while rounds run: three"
          + " brokers, two aggregators, two coordinators, eight agents, two stores' uploaders.",
      "Then holds every round to the log: its end, its counts, its model's SHA-256. Ends with 1"
          + " when anything is violated."
    },
    mixinStandardHelpOptions = true)
public final class ChaosCommand extends BenchmarkCommand {
  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many processes are killed, ten a schedule. Default: ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "What the schedules are drawn from. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--from",
      paramLabel = "K",
      defaultValue = "1",
      description = "The number of the first schedule. Default: ${DEFAULT-VALUE}.")
  private int from;

  @Option(
      names = "--dir",
      paramLabel = "DIRECTORY",
      description =
          "Where logs and state are kept; kept afterwards, too. Default: a temporary one.")
  private @Nullable Path directory;

  @Override
  protected Report measure(Progress progress) throws Exception {
    if (from < 1) {
      throw new IllegalArgumentException("--from is " + from + "; expected 1 or more");
    }
    if (kills < 1) {
      throw new IllegalArgumentException("--kills is " + kills + "; expected 1 or more");
    }
    Path folder =
        directory == null
            ? Files.createTempDirectory("fedlog-chaos-")
            : Files.createDirectories(directory.toAbsolutePath());
    Report report = new Report("chaos", Machine.here());
    ChaosRun run = new ChaosRun(seed, from, kills, folder, progress, Clock.systemUTC());
    boolean clean = false;
    try {
      run.run();
      clean = run.violations().isEmpty();
    } finally {
      if (clean && directory == null) {
        delete(folder);
      } else {
        progress.step("logs and state are kept in " + folder);
      }
    }
    run.addTo(report);
    report.note("Seed " + seed + ".");
    report.note(
        "An agent's update is one chunk: agents are killed while they train or upload it; the"
            + " uploaders, processes with updates of 24 chunks, in the middle of an upload.");
    for (Recoveries.Sign sign : Recoveries.Sign.values()) {
      report.note("recovery_" + sign.label() + ": from the kill until " + sign.words() + ".");
    }
    run.violations().forEach(report::wrong);
    if (!clean) {
      report.note(
          "The last schedule again: ./fedlog bench chaos --seed %d --from %d --kills %d. Logs: %s"
              .formatted(seed, run.last(), Math.min(kills, Schedule.KILLS), folder));
    }
    return report;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
