package io.fedlog.benchmarks.chaos;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Schedule after schedule, on an installation that is made anew now and then. */
final class ChaosRun {
  /** After so many an installation's topics would slow a broker's return. */
  private static final int SCHEDULES_OF_AN_INSTALLATION = 5;

  private static final Duration UNTIL_RUNNING = Duration.ofSeconds(90);
  private static final Duration UNTIL_SIGNS = Duration.ofSeconds(90);

  private final long seed;
  private final int first;
  private final int kills;
  private final Path folder;
  private final Progress progress;
  private final Clock clock;
  private final Recoveries recoveries = new Recoveries();
  private final Inspection.Tally tally = new Inspection.Tally();
  private final List<String> violations = new ArrayList<>();
  private int killed;
  private int schedules;
  private int pauses;
  private int fills;
  private int missed;
  private int zombies;
  private int refused;

  /**
   * @param first the number of the first schedule, 1 or more
   * @param kills how many there are to be
   * @param folder of all directories and logs; not deleted here
   */
  ChaosRun(long seed, int first, int kills, Path folder, Progress progress, Clock clock) {
    this.seed = seed;
    this.first = first;
    this.kills = kills;
    this.folder = folder;
    this.progress = progress;
    this.clock = clock;
  }

  /** Runs from the first schedule until all kills are done, or something is violated. */
  void run() throws IOException, InterruptedException {
    int next = first;
    for (int number = 1; killed < kills && violations.isEmpty(); number++) {
      progress.step("installation " + number + " starts");
      try (Installation installation = installation(number)) {
        for (int i = 0;
            i < SCHEDULES_OF_AN_INSTALLATION && killed < kills && violations.isEmpty();
            i++) {
          int most = Math.min(Schedule.KILLS, kills - killed);
          run(installation, Schedule.draw(seed, next++, most));
        }
      }
    }
  }

  private Installation installation(int number) throws IOException, InterruptedException {
    return new Installation(folder.resolve("installation-" + number), clock);
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
      LogBook book = installation.book();
      boolean running =
          book.await(
              () -> book.rounds(ofSchedule).stream().anyMatch(RoundOnLog::isOver), UNTIL_RUNNING);
      progress.step(
          "schedule %d: %d kills%s"
              .formatted(schedule.number(), schedule.kills(), running ? "" : ", no round is over"));
      try {
        for (Step step : schedule.steps()) {
          actions.perform(step);
          count(step, installation);
        }
      } finally {
        missed += actions.missed();
        zombies += actions.zombies();
      }
      actions.calm();
      refused += actions.refused();
      List<String> missing = signs.awaitAll(UNTIL_SIGNS);
      require(missing.isEmpty(), schedule, "no recovery in time, by the signs of " + missing);
      boolean useful = book.await(() -> isUseful(book.rounds(ofSchedule)), UNTIL_SIGNS);
      require(useful, schedule, "no plan's round completed, or no round of large updates");
      traffic.stop();
      traffic.failures().forEach(failure -> require(false, schedule, failure));
    } catch (IllegalStateException e) {
      violations.add("schedule " + schedule.number() + ": " + e.getMessage());
    }
    installation.book().forget(signs);
    schedules++;
    int before = tally.rounds();
    violations.addAll(new Inspection(installation, tally).inspect(ofSchedule));
    fallen(installation);
    progress.step(
        "  calm: %d rounds held to the log, %d kills so far, %d violations"
            .formatted(tally.rounds() - before, killed, violations.size()));
    violations.forEach(violation -> progress.step("  VIOLATION " + violation));
  }

  private void count(Step step, Installation installation) {
    switch (step.kind()) {
      case KILL -> killed++;
      case PAUSE -> pauses++;
      case FILL -> fills += installation.smallDisk().isSmall() ? 1 : 0;
    }
  }

  /** Whether both kinds of rounds come to something. */
  private static boolean isUseful(List<RoundOnLog> rounds) {
    return rounds.stream().anyMatch(r -> r.isCompleted() && r.definition.getPlanId() != null)
        && rounds.stream().anyMatch(r -> r.isCompleted() && r.definition.getPlanId() == null);
  }

  private void require(boolean holds, Schedule schedule, String violation) {
    if (!holds) {
      violations.add("schedule " + schedule.number() + ": " + violation);
    }
  }

  /** A process that ended by itself is a finding too: services are to outlive all this. */
  private void fallen(Installation installation) {
    for (Victim victim : installation.victims()) {
      if (victim.hasFallen()) {
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

  /** Moments that did not come in time, so that the step came at once. */
  int missed() {
    return missed;
  }

  /** Aggregators that were paused past their session and fenced. */
  int zombies() {
    return zombies;
  }

  /** All figures. */
  void addTo(Report report) {
    report.figure("kills", killed, "");
    report.figure("schedules", schedules, "");
    report.figure("pauses", pauses, "");
    report.figure("full_disks", fills, "");
    report.figure("restarts_after_a_full_disk", refused, "");
    report.figure("zombies", zombies, "");
    report.figure("moments_missed", missed, "");
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
  }
}
