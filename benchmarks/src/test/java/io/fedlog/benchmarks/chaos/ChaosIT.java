package io.fedlog.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One short schedule, with every role killed, an aggregator paused and a disk filled; {@code
 * ./fedlog bench chaos} runs as many as wanted.
 */
class ChaosIT {
  private static final int KILLS = 7;
  private static final long SEED = 4;

  @Test
  @Timeout(600)
  void shouldViolateNothing_whenSevenAreKilled(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    Progress progress =
        new Progress(new PrintWriter(System.out, true, StandardCharsets.UTF_8), Clock.systemUTC());
    ChaosRun run = new ChaosRun(SEED, 1, KILLS, folder, progress, Clock.systemUTC());

    run.run();

    Report report = new Report("chaos", Machine.here());
    run.addTo(report);
    System.out.println(report.text());
    assertThat(run.violations()).as("seed %d, logs in %s", SEED, folder).isEmpty();
    assertThat(run.killed()).isEqualTo(KILLS);
    assertThat(run.zombies()).as("aggregators paused and fenced").isEqualTo(1);
    assertThat(run.missed()).as("moments that did not come").isLessThanOrEqualTo(2);
  }
}
