package io.fedlog.standalone.cli;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.simulate.Goal;
import io.fedlog.standalone.simulate.MethodChoice;
import io.fedlog.standalone.simulate.Mode;
import io.fedlog.standalone.simulate.Partition;
import io.fedlog.standalone.simulate.RowSource;
import io.fedlog.standalone.simulate.SimulateApp;
import io.fedlog.standalone.simulate.SimulationFiles;
import io.fedlog.standalone.simulate.SimulationSettings;
import io.fedlog.standalone.terminal.Screen;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A chain of virtual stores in virtual time. */
@Command(
    name = "simulate",
    header = "Lets thousands of virtual stores learn together in virtual time.",
    customSynopsis = {"fedlog simulate [FLAG...]", ""},
    description = {
      "Plays the rounds of a chain through the same round machine and the same methods as a live"
          + " run, without a broker: to choose a method, a cohort and a deadline before a live run."
          + " Stores may be slow, drop out, have rows of few labels, or attack.",
      "Without --data it invents a classification of ten labels. The same seed gives the same"
          + " files.",
      ""
    },
    footer = {
      "",
      "docs/simulation.md says what is simulated and how.",
      "",
      "  fedlog simulate --stores 10000 --stragglers 1 --drop-out 0.1 --fraction 0.1 \\",
      "                  --method fedavg,fedadam",
      "  fedlog simulate --stores 10000 --stragglers 1 --drop-out 0.1 --fraction 0.1 \\",
      "                  --mode sync,fedbuff --window-updates 100 --rounds 100 --until accuracy=0.7",
      "  fedlog simulate --data heart.csv --target \"num>0\" --stores 40 \\",
      "                  --attackers 0.3 --method fedavg,median --until auc=0.9",
      "",
      "Exit status: 0 simulated, 1 failed, 2 a flag or the file cannot be used."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class SimulateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(validate = false, heading = "%nThe rows%n")
  private RowFlags rows = new RowFlags();

  @ArgGroup(validate = false, heading = "%nThe rounds%n")
  private VirtualRoundFlags rounds = new VirtualRoundFlags();

  @ArgGroup(validate = false, heading = "%nWindows, in modes fedbuff and fedasync%n")
  private VirtualWindowFlags windows = new VirtualWindowFlags();

  @ArgGroup(validate = false, heading = "%nThe stores%n")
  private VirtualStoreFlags stores = new VirtualStoreFlags();

  @ArgGroup(validate = false, heading = "%nThe run%n")
  private RunFlags run = new RunFlags();

  /** Flags of the rows. */
  static final class RowFlags {
    @Option(
        names = "--data",
        paramLabel = "FILE",
        description =
            "A CSV file with a header line, UTF-8, which may be gzipped; its rows are divided among"
                + " the stores. Without it rows are invented.")
    private @Nullable Path data;

    @Option(
        names = "--labels",
        paramLabel = "FILE",
        description =
            "The labels of --data, if both are files of MNIST's format (IDX, may be gzipped):"
                + " images and a label each.")
    private @Nullable Path labels;

    @Option(
        names = "--target",
        paramLabel = "COLUMN",
        description =
            "The file's label: 0/1, yes/no, true/false, or a rule in quotes such as \"num>0\".")
    private @Nullable String target;

    @Option(
        names = "--features",
        paramLabel = "A,B",
        description = "The only columns to learn from. Default: all others.")
    private @Nullable String features;

    @Option(names = "--drop", paramLabel = "A,B", description = "Columns to leave out.")
    private @Nullable String drop;

    @Option(
        names = "--categorical",
        paramLabel = "A,B",
        description = "Columns that are categories, whatever they look like.")
    private @Nullable String categorical;

    @Option(
        names = "--rows-per-store",
        paramLabel = "N",
        description = "Invented training rows of each store. Default: 20")
    private int rowsPerStore = 20;

    @Option(
        names = "--partition",
        paramLabel = "HOW",
        description =
            "How rows are divided: iid, or dirichlet=ALPHA for stores of unlike label shares, the"
                + " more so the smaller ALPHA. Default: iid")
    private String partition = "iid";

    private RowSource source() {
      Map<String, String> columns = new TreeMap<>();
      DataFlags.put(columns, "target", target);
      DataFlags.put(columns, "features", features);
      DataFlags.put(columns, "drop", drop);
      DataFlags.put(columns, "categorical", categorical);
      if (data == null && !columns.isEmpty()) {
        throw new IllegalArgumentException(
            "--%s says what a file holds; name the file with --data."
                .formatted(columns.keySet().iterator().next()));
      }
      return new RowSource(data, labels, columns, rowsPerStore);
    }
  }

  /** Flags of the run. */
  static final class RunFlags {
    @Option(
        names = "--until",
        paramLabel = "METRIC=VALUE",
        description = "End a run when that is reached: auc, accuracy or loss, such as auc=0.9.")
    private @Nullable String until;

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Seed of everything that is left to chance. Default: 1")
    private long seed = 1;

    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = "Write every round of every run there. Default: simulation.csv")
    private Path csv = Path.of("simulation.csv");

    @Option(
        names = "--png",
        paramLabel = "FILE",
        description =
            "Draw the metric against virtual time and uploaded bytes there. Default:"
                + " simulation.png")
    private Path png = Path.of("simulation.png");
  }

  @Override
  public Integer call() throws IOException {
    Screen screen = new Screen(spec.commandLine().getOut(), Ansi.AUTO.enabled());
    try {
      new SimulateApp(settings(), rows.source(), new SimulationFiles(run.csv, run.png), screen)
          .run();
      return ExitStatus.OK.code();
    } finally {
      screen.clear();
    }
  }

  private SimulationSettings settings() {
    List<MethodChoice> methods = MethodChoice.of(rounds.methods(), rounds.parameters());
    return new SimulationSettings(
        run.seed,
        stores.count(),
        rounds.most(),
        Mode.of(rounds.modes()),
        methods,
        Partition.of(rows.partition),
        stores.training(),
        stores.times(),
        stores.hostility(),
        rounds.policy(run.seed),
        windows.policy(),
        run.until == null ? null : Goal.of(run.until));
  }
}
