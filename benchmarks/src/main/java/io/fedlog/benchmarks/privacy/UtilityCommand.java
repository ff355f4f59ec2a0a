package io.fedlog.benchmarks.privacy;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.coordinator.rounds.PrivacyWish;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How much worse a model gets by noise that hides every store. Each trial divides the customers
 * otherwise among the stores, holds out other rows and draws other noise; what was lost is compared
 * within a trial.
 */
@Command(
    name = "privacy",
    description = "AUC of models trained under privacy beside that of training without.",
    mixinStandardHelpOptions = true)
public final class UtilityCommand extends BenchmarkCommand {
  private static final double DELTA = 1e-5;

  @Option(
      names = "--data",
      description = "churn_telco's file (in FEDLOG_DATA or ../shared/data, churn_telco there).")
  private @Nullable Path data;

  @Option(names = "--stores", description = "How many (${DEFAULT-VALUE}).")
  private int stores = 40;

  @Option(names = "--rounds", description = "Of each training (${DEFAULT-VALUE}).")
  private int rounds = 8;

  @Option(names = "--clip-norm", description = "Largest L2 norm of an update (${DEFAULT-VALUE}).")
  private double clip = 0.5;

  @Option(names = "--trials", description = "How many (${DEFAULT-VALUE}).")
  private int trials = 10;

  @Option(
      names = "--first-trial",
      description =
          "Number of the first (${DEFAULT-VALUE}); clip and rounds were chosen on 101 to 106.")
  private int first = 1;

  @Override
  protected Report measure(Progress progress) throws IOException {
    Report report = new Report("privacy", Machine.here());
    Path file = file();
    if (!Files.exists(file)) {
      return report.note(
          "skipped: there is no %s; name churn_telco's file with --data, or set FEDLOG_DATA"
              .formatted(file));
    }
    progress.step("without noise, all columns");
    List<TelcoStores> all = divisions(file, TelcoColumns.ALL);
    AucTrials plain = trials(all, rounds, null);
    report.figure("no_noise_auc", plain.mean(), "");
    progress.step("without noise, six columns");
    List<TelcoStores> six = divisions(file, TelcoColumns.SIX);
    report.figure("no_noise_six_columns_auc", trials(six, rounds, null).mean(), "");
    central(report, progress, six, plain, 1, 0.03);
    central(report, progress, six, plain, 8, 0.01);
    for (int epsilon : new int[] {1, 8}) {
      progress.step("central, all columns, epsilon " + epsilon);
      report.figure(
          "central_eps%d_all_columns_auc".formatted(epsilon),
          trials(all, rounds, central(epsilon)).mean(),
          "");
    }
    for (int epsilon : new int[] {1, 8, 64}) {
      progress.step("local, epsilon " + epsilon);
      local(report, six, epsilon);
    }
    return explained(report, six.get(0));
  }

  private void central(
      Report report,
      Progress progress,
      List<TelcoStores> six,
      AucTrials plain,
      int epsilon,
      double most) {
    progress.step("central, epsilon " + epsilon);
    String name = "central_eps%d_".formatted(epsilon);
    AucTrials noisy = trials(six, rounds, central(epsilon));
    AucTrials lost = plain.minus(noisy);
    report
        .figure(name + "noise_multiplier", noiseMultiplier(six.get(0), central(epsilon)), "")
        .figure(name + "auc", noisy.mean(), "")
        .figure(name + "auc_worst", noisy.least(), "")
        .figure(name + "lost", lost.mean(), "", Bar.atMost(most))
        .figure(name + "lost_standard_error", lost.standardError(), "")
        .figure(name + "lost_worst", lost.most(), "");
  }

  private void local(Report report, List<TelcoStores> six, int epsilon) {
    PrivacyWish wish = new PrivacyWish(PrivacyMode.LOCAL, Noise.LAPLACE, epsilon, 0, clip, 1);
    AucTrials aucs = trials(six, 1, wish);
    String name = "local_laplace_eps%d_auc".formatted(epsilon);
    report.figure(name, aucs.mean(), "").figure(name + "_worst", aucs.least(), "");
  }

  private Report explained(Report report, TelcoStores six) {
    return report
        .note(
            "churn_telco as %d stores (SHA-256 of trial and customer's id), in trial %d rows %s; fedavg of logistic regressions, %d rounds; bounds and categories stated beforehand."
                .formatted(six.count(), first, six.rows(), rounds))
        .note(
            "Epsilon is what a whole plan spends on each store, at delta %s; Gaussian noise on the sum, clip %s (L2). Lost is against no noise on all columns, by trial; trials %d to %d."
                .formatted(DELTA, clip, first, first + trials - 1))
        .note(
            "Local: discrete Laplace noise of each store, one round, clip %s (L1), delta 0. An AUC of 0.5 is a guess."
                .formatted(clip));
  }

  private PrivacyWish central(int epsilon) {
    return new PrivacyWish(PrivacyMode.CENTRAL, Noise.GAUSSIAN, epsilon, DELTA, clip, rounds);
  }

  private double noiseMultiplier(TelcoStores of, PrivacyWish wish) {
    return new PrivateTraining(of, rounds, wish).noiseMultiplier();
  }

  private List<TelcoStores> divisions(Path file, String columns) throws IOException {
    List<TelcoStores> divisions = new ArrayList<>();
    for (int trial = first; trial < first + trials; trial++) {
      divisions.add(TelcoStores.of(file, stores, trial, columns));
    }
    return divisions;
  }

  private AucTrials trials(
      List<TelcoStores> divisions, int roundsOfEach, @Nullable PrivacyWish wish) {
    return new AucTrials(
        IntStream.range(0, divisions.size())
            .mapToObj(i -> new PrivateTraining(divisions.get(i), roundsOfEach, wish).auc(first + i))
            .toList());
  }

  private Path file() {
    if (data != null) {
      return data;
    }
    String folder = System.getenv("FEDLOG_DATA");
    return Path.of(folder == null ? "../shared/data" : folder)
        .resolve("churn_telco")
        .resolve("telco_customer_churn.csv");
  }
}
