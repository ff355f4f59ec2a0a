package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Schedule after schedule, on an installation that is made anew now and then. */
final class ChaosRun {
  /** After so many an installation's topics would slow a broker's return. */
  private static final int SCHEDULES_OF_AN_INSTALLATION = 5;

  private static final Duration UNTIL_RUNNING = Duration.ofSeconds(90);
  private static final Duration UNTIL_SIGNS = Duration.ofSeconds(40);

  private final long seed;
  private final int first;
  private final int kills;
  private final Path folder;
  private final Progress progress;
  private final Recoveries recoveries = new Recoveries();
  private final Inspection.Tally tally = new Inspection.Tally();
  private final List<String> violations = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private int killed;
  private int schedules;
  private int pauses;
  private int fills;

  /**
   * @param first the number of the first schedule, 1 or more
   * @param kills how many there are to be
   * @param folder of all directories and logs; not deleted here
   */
  ChaosRun(long seed, int first, int kills, Path folder, Progress progress) {
    this.seed = seed;
    this.first = first;
    this.kills = kills;
    this.folder = folder;
    this.progress = progress;
  }

  /** Runs from the first schedule until all kills are done, or something is violated. */
  void run() throws IOException, InterruptedException {
    int next = first;
    for (int number = 1; killed < kills && violations.isEmpty(); number++) {
      progress.step("installation " + number + " starts");
      try (Installation installation = new Installation(folder.resolve("installation-" + number))) {
        for (int i = 0;
            i < SCHEDULES_OF_AN_INSTALLATION && killed < kills && violations.isEmpty();
            i++) {
          int most = Math.min(Schedule.KILLS, kills - killed);
          run(installation, Schedule.draw(seed, next++, most));
        }
      }
    }
  }

  /** The number of the schedule that was run last. */
  int last() {
    return first + schedules - 1;
  }

  private void run(Installation installation, Schedule schedule)
      throws IOException, InterruptedException {
    String prefix = "s" + schedule.number();
    Predicate<RoundOnLog> ofSchedule = round -> round.id().startsWith(prefix + "-");
    Signs signs = new Signs(installation, recoveries);
    installation.book().listen(signs);
    try (Actions actions = new Actions(installation, signs, progress);
        Traffic traffic = new Traffic(installation, prefix)) {
      boolean running =
          installation
              .book()
              .await(
                  () -> installation.book().rounds(ofSchedule).stream().anyMatch(r -> r.isOver()),
                  UNTIL_RUNNING);
      progress.step(
          "schedule %d: %d kills%s"
              .formatted(schedule.number(), schedule.kills(), running ? "" : ", no round is over"));
      for (Step step : schedule.steps()) {
        actions.perform(step);
        switch (step.kind()) {
          case KILL -> killed++;
          case PAUSE -> pauses++;
          case FILL -> fills += installation.smallDisk().isSmall() ? 1 : 0;
        }
      }
      actions.calm();
      List<String> missing = signs.awaitAll(UNTIL_SIGNS);
      if (!missing.isEmpty()) {
        remarks.add("schedule " + schedule.number() + ": no sign in time of " + missing);
      }
      traffic.stop();
    } catch (IllegalStateException e) {
      violations.add("schedule " + schedule.number() + ": " + e.getMessage());
    }
    schedules++;
    int before = tally.rounds();
    violations.addAll(new Inspection(installation, tally).inspect(ofSchedule));
    fallen(installation);
    progress.step(
        "  calm: %d rounds held to the log, %d kills so far, %d violations"
            .formatted(tally.rounds() - before, killed, violations.size()));
    violations.forEach(violation -> progress.step("  VIOLATION " + violation));
  }

  /** A process that ended by itself is a finding too: services are to outlive all this. */
  private void fallen(Installation installation) {
    for (Victim victim : installation.victims()) {
      if (victim instanceof ServiceVictim service && service.hasFallen()) {
        violations.add(victim.name() + " ended by itself; see its log");
      }
    }
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  int killed() {
    return killed;
  }

  int roundsCompleted() {
    return tally.ended("completed");
  }

  /** All figures. */
  void addTo(Report report) {
    report.figure("kills", killed, "");
    report.figure("schedules", schedules, "");
    report.figure("pauses", pauses, "");
    report.figure("full_disks", fills, "");
    report.figure("violations", violations.size(), "", Bar.atMost(0));
    report.figure("rounds", tally.rounds(), "");
    for (String how : List.of("completed", "failed", "cancelled")) {
      report.figure("rounds_" + how, tally.ended(how), "");
    }
    for (String fate :
        List.of(
            "received", "aggregated", "duplicate", "late", "incomplete", "unused", "rejected")) {
      report.figure("attempts_" + fate, tally.attempts(fate), "");
    }
    report.figure("chunks_received", tally.chunks(), "");
    report.figure("megabytes_received", tally.bytes() / 1e6, "MB");
    report.figure("recovery_p50", recoveries.quantileOfAll(0.5), "ms");
    report.figure("recovery_p99", recoveries.quantileOfAll(0.99), "ms");
    for (Recoveries.Sign sign : Recoveries.Sign.values()) {
      report.figure("recovery_" + sign.label() + "_count", recoveries.count(sign), "");
      report.figure("recovery_" + sign.label() + "_p50", recoveries.quantile(sign, 0.5), "ms");
      report.figure("recovery_" + sign.label() + "_p99", recoveries.quantile(sign, 0.99), "ms");
    }
    if (!tally.reasons().isEmpty()) {
      report.note("Rounds without a version: " + tally.reasons());
    }
    remarks.forEach(report::note);
  }
}
