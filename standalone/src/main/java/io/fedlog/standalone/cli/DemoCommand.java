package io.fedlog.standalone.cli;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.Shutdown;
import io.fedlog.schemas.PlanPrivacy;
import io.fedlog.standalone.demo.DemoApp;
import io.fedlog.standalone.demo.DemoSettings;
import io.fedlog.standalone.installation.OwnSettings;
import io.fedlog.standalone.terminal.Screen;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.TimeText;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole chain learns in this process. */
@Command(
    name = "demo",
    header = "Lets a chain of stores learn together, in one process.",
    customSynopsis = {"fedlog demo [FLAG...]", ""},
    description = {
      "Starts a real Kafka broker, the coordinator, the aggregator, and an agent for every store."
          + " Shows each round as it goes and ends with a comparison: the federated model, each"
          + " store alone, and the pooled model that nobody may train in reality, on the same"
          + " held-out rows.",
      "Without --data it invents a chain whose stores differ and have few rows each.",
      ""
    },
    footer = {
      "",
      "A row is held out when the first 8 hex digits of the SHA-256 of its CSV line (UTF-8, without"
          + " the line's end) are divisible by 5. docs/demo.md says more.",
      "",
      "  fedlog demo",
      "  fedlog demo --data sales.csv --store-column Store --target Weekly_Sales \\",
      "              --time-column Date --report report.json",
      "",
      "Exit status: 0 every round completed, 1 one did not, 2 a flag or the file cannot be used."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class DemoCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(validate = false, heading = "%nThe rows%n")
  private DataFlags data = new DataFlags();

  @ArgGroup(validate = false, heading = "%nThe rounds%n")
  private RoundFlags rounds = new RoundFlags();

  @ArgGroup(validate = false, heading = "%nThe learning%n")
  private TrainingFlags training = new TrainingFlags();

  @ArgGroup(validate = false, heading = "%nPrivacy%n")
  private PrivacyFlags privacy = new PrivacyFlags();

  @ArgGroup(validate = false, heading = "%nSecure aggregation%n")
  private MaskingFlags masking = new MaskingFlags();

  @ArgGroup(validate = false, heading = "%nThe run%n")
  private RunFlags run = new RunFlags();

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Flags of the rounds. */
  static final class RoundFlags {
    @Option(
        names = "--rounds",
        paramLabel = "N",
        description =
            "Training rounds, at most. Default: 40, 15 for the invented chain, 8 with --privacy")
    private @Nullable Integer rounds;

    @Option(
        names = "--patience",
        paramLabel = "N",
        description =
            "End when the stores' loss on held-out rows has not improved for N rounds. Default: 0,"
                + " never early")
    private int patience;

    @Option(
        names = "--stores",
        paramLabel = "N",
        description =
            "Let the first N stores by name take part; without --data, invent N. Default: all, and"
                + " 8 invented, 40 with --privacy")
    private int stores;

    @Option(
        names = "--method",
        paramLabel = "NAME",
        description =
            "How updates become a version, such as median or fedadam; learning/README.md has all."
                + " Default: weighted, or sum for a segmentation")
    private String method = "auto";

    @Option(
        names = "--method-parameter",
        paramLabel = "NAME=VALUE",
        description = "A parameter of the method, such as byzantine=1; may be repeated.")
    private Map<String, String> methodParameters = new TreeMap<>();

    @Option(
        names = "--update-encoding",
        paramLabel = "NAME",
        converter = UpdateEncodingText.class,
        description =
            "How updates travel: as-model, float16, bfloat16, int8, or top-k=0.1 for the largest"
                + " tenth of what was learned. Default: as-model")
    private UpdateEncoding updateEncoding = UpdateEncoding.AS_MODEL;

    @Option(
        names = "--min-stores",
        paramLabel = "N",
        description =
            "Fewest updates that a round may aggregate. Default: FL_MIN_STORES or 3, and no more"
                + " than there are stores")
    private @Nullable Integer minStores;

    @Option(
        names = "--threshold",
        paramLabel = "X",
        description =
            "Share of the stores that must have uploaded before a round aggregates. Default:"
                + " FL_AGGREGATION_THRESHOLD or 1, with which every run gives the same model")
    private @Nullable BigDecimal threshold;

    @Option(
        names = "--deadline",
        paramLabel = "TIME",
        converter = TimeText.class,
        description = "Time by which a round must have been decided. Default: 2m")
    private Duration deadline = Duration.ofMinutes(2);
  }

  /** Flags of the run. */
  static final class RunFlags {
    @Option(
        names = "--data-dir",
        paramLabel = "DIR",
        description =
            "Keep the log there; the next demo with the same rows trains on from its last version."
                + " Default: a temporary directory, deleted at the end")
    private @Nullable Path dataDir;

    @Option(
        names = "--report",
        paramLabel = "FILE",
        description = "Write rounds and comparison there, as JSON.")
    private @Nullable Path report;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    logWarningsOnly();
    Screen screen = new Screen(spec.commandLine().getOut(), Ansi.AUTO.enabled());
    AtomicBoolean ending = new AtomicBoolean();
    try (Shutdown process = new Shutdown()) {
      surroundings.onEnd().accept(process);
      Shutdown parts = process.add("demo", new Shutdown());
      process.add("sign of the end", () -> ending.set(true));
      return run(screen, parts, ending).code();
    } finally {
      screen.clear();
    }
  }

  private ExitStatus run(Screen screen, Shutdown parts, AtomicBoolean ending)
      throws InterruptedException, IOException {
    DemoApp app =
        new DemoApp(
            settings(),
            screen,
            surroundings.clock(),
            surroundings.attemptIds(),
            VersionText.number());
    try {
      return app.run(parts, surroundings.environment());
    } catch (RuntimeException | InterruptedException e) {
      if (ending.get()) {
        return ExitStatus.FAILED; // told to end: what breaks off then is no news
      }
      throw e;
    }
  }

  private DemoSettings settings() {
    Map<String, String> config = new TreeMap<>(data.config());
    config.putAll(training.config());
    config.putAll(privacy.config());
    PlanPrivacy hiding = privacy.privacy();
    int usual = hiding != null ? 8 : data.data() == null ? 15 : 40;
    Integer asked = rounds.rounds;
    return new DemoSettings(
        data.data(),
        config,
        rounds.stores,
        asked != null ? asked : usual,
        rounds.patience,
        rounds.method,
        rounds.methodParameters,
        rounds.updateEncoding,
        hiding,
        masking.masking(),
        rounds.minStores,
        rounds.threshold,
        rounds.deadline,
        run.dataDir,
        run.report);
  }

  private void logWarningsOnly() {
    Map<String, String> log =
        OwnSettings.of(Map.of("FL_LOG_LEVEL", "warn"), surroundings.environment());
    LogSettings.from(Settings.fromEnv(log)).apply();
  }
}
