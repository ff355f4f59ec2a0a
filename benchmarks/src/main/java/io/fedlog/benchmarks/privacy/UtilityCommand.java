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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How much worse a model gets by noise that hides every store. */
@Command(
    name = "privacy",
    description = "AUC of a model trained under privacy beside the same training without.",
    mixinStandardHelpOptions = true)
public final class UtilityCommand extends BenchmarkCommand {
  private static final double DELTA = 1e-5;
  private static final double PROXIMAL = 10;

  /** Columns that say most of churn anywhere, with bounds that a price list has. */
  private static final String SIX =
      "tenure=0..72;MonthlyCharges=0..120;Contract=Month-to-month|One year|Two year;"
          + "InternetService=DSL|Fiber optic|No;PaperlessBilling=No|Yes;"
          + "PaymentMethod=Bank transfer (automatic)|Credit card (automatic)|Electronic check|Mailed check";

  private static final String REST =
      ";TotalCharges=0..9000;gender=Female|Male;SeniorCitizen=0..1;Partner=No|Yes;Dependents=No|Yes;"
          + "PhoneService=No|Yes;MultipleLines=No|No phone service|Yes;"
          + "OnlineSecurity=No|No internet service|Yes;OnlineBackup=No|No internet service|Yes;"
          + "DeviceProtection=No|No internet service|Yes;TechSupport=No|No internet service|Yes;"
          + "StreamingTV=No|No internet service|Yes;StreamingMovies=No|No internet service|Yes";

  @Option(
      names = "--data",
      description = "The file (FEDLOG_DATA or ../shared/data, churn_telco there).")
  private @Nullable Path data;

  @Option(names = "--stores", description = "How many (${DEFAULT-VALUE}).")
  private int stores = 40;

  @Option(names = "--rounds", description = "Of each training (${DEFAULT-VALUE}).")
  private int rounds = 8;

  @Option(names = "--clip-norm", description = "L2 norm of an update (${DEFAULT-VALUE}).")
  private double clip = 0.5;

  @Option(names = "--seeds", description = "Trainings with other noise (${DEFAULT-VALUE}).")
  private int seeds = 10;

  @Override
  protected Report measure(Progress progress) throws IOException {
    Report report = new Report("privacy", Machine.here());
    Path file = file();
    if (!Files.exists(file)) {
      return report.note(
          "skipped: there is no "
              + file
              + "; name churn_telco's file with --data, or set FEDLOG_DATA");
    }
    TelcoStores six = TelcoStores.of(file, stores, SIX, PROXIMAL);
    TelcoStores all = TelcoStores.of(file, stores, SIX + REST, PROXIMAL);
    progress.step("without noise");
    double plain = new PrivateTraining(six, rounds, null).auc(0);
    report.figure("no_noise_auc", plain, "");
    report.figure("no_noise_all_columns_auc", new PrivateTraining(all, rounds, null).auc(0), "");
    central(report, progress, six, plain, 1, 0.03);
    central(report, progress, six, plain, 8, 0.01);
    local(report, progress, six);
    return report
        .note(
            "churn_telco as %d stores (SHA-256 of the customer's id), rows %s; %d rounds of fedavg of a logistic regression of six columns, proximal %.0f, bounds stated."
                .formatted(six.count(), six.rows(), rounds, PROXIMAL))
        .note(
            "Epsilon is of the whole plan at delta %s for every store; clip %s (L2), %d times with other noise. Local: Laplace, two rounds, clip %s (L1), epsilon 1, delta 0."
                .formatted(DELTA, clip, seeds, clip));
  }

  private void central(
      Report report,
      Progress progress,
      TelcoStores six,
      double plain,
      double epsilon,
      double most) {
    progress.step("central, epsilon " + epsilon);
    PrivacyWish wish =
        new PrivacyWish(PrivacyMode.CENTRAL, Noise.GAUSSIAN, epsilon, DELTA, clip, rounds);
    PrivateTraining training = new PrivateTraining(six, rounds, wish);
    String name = "central_eps%.0f".formatted(epsilon);
    double[] aucs = aucs(training);
    report.figure(name + "_noise_multiplier", training.noiseMultiplier(), "");
    report.figure(name + "_auc_mean", mean(aucs), "");
    report.figure(name + "_auc_worst", worst(aucs), "");
    report.figure(name + "_lost_mean", plain - mean(aucs), "", Bar.atMost(most));
    report.figure(name + "_lost_worst", plain - worst(aucs), "");
  }

  private void local(Report report, Progress progress, TelcoStores six) {
    progress.step("local, epsilon 1");
    int few = 2;
    PrivacyWish wish = new PrivacyWish(PrivacyMode.LOCAL, Noise.LAPLACE, 1, 0, clip, few);
    double[] aucs = aucs(new PrivateTraining(six, few, wish));
    report.figure("local_laplace_eps1_auc_mean", mean(aucs), "");
    report.figure("local_laplace_eps1_auc_worst", worst(aucs), "");
  }

  private double[] aucs(PrivateTraining training) {
    return IntStream.rangeClosed(1, seeds).mapToDouble(training::auc).toArray();
  }

  private static double mean(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double worst(double[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).min().orElseThrow();
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
