package io.fedlog.standalone.lineage;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.OutputFlag;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what made a model version. */
@Command(
    name = "lineage",
    header = "Tells what made a model version, down to the first.",
    description =
        "Tells what made a model version: its round, the stores and what they say of their data,"
            + " code, settings and privacy spent; then the same of the version it was trained"
            + " from, down to the first.",
    footer = {
      "",
      "It reads all of fl.audit, fl.rounds, fl.global-models and fl.privacy: with large models that"
          + " are many bytes. What is on none of them is named under missing (docs/lineage.md).",
      "",
      "  fedlog lineage --model sales_forecast",
      "  fedlog lineage --model sales_forecast --version 12 --svg lineage.svg --output json",
      "",
      "Exit status: 0 told, 1 records contradict each other, 2 there is no such version or an"
          + " option cannot be used, 3 no Kafka."
    },
    versionProvider = VersionText.class)
public final class LineageCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConnectFlags connect = new ConnectFlags();

  // --version names the model's here, so that the standard options cannot be mixed in
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  void help(boolean asked) {} // picocli itself acts on it

  @Option(names = "--model", paramLabel = "TYPE", required = true, description = "The model type.")
  private String modelType = "";

  @Option(names = "--version", paramLabel = "V", description = "Which version. Default: the newest")
  private @Nullable Long version;

  @Option(names = "--depth", paramLabel = "N", description = "How many versions back. Default: all")
  private int depth = Integer.MAX_VALUE;

  @Option(
      names = "--stores",
      paramLabel = "N",
      description = "How many stores of each version are named. Default: ${DEFAULT-VALUE}")
  private int stores = 100;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draws it into a file.")
  private @Nullable Path svg;

  private long unreadable;

  @Mixin private OutputFlag output = new OutputFlag();

  public LineageCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (depth < 0 || stores < 0) {
      throw new UnusableException(
          "--depth is %d and --stores is %d; expected 0 or more".formatted(depth, stores), null);
    }
    ModelLineage lineage;
    try (LogScan scan = connect.connect(surroundings, "fedlog-lineage").scan()) {
      lineage = read(scan);
    }
    draw(lineage);
    PrintWriter out = spec.commandLine().getOut();
    if (output.format() == OutputFormat.JSON) {
      out.println(LineageJson.of(lineage));
    } else {
      table(lineage).print(out, OutputFormat.TABLE);
      lineage.versions().forEach(made -> remarks(made, out));
    }
    out.flush();
    if (unreadable > 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(unreadable + " records could not be read and are not in this.");
      err.flush();
    }
    boolean sound = lineage.versions().stream().allMatch(made -> made.contradictions().isEmpty());
    return (sound ? ExitStatus.OK : ExitStatus.FAILED).code();
  }

  private ModelLineage read(LogScan scan) {
    LineageNotes notes = new LineageNotes();
    notes.read(scan);
    VersionName name = VersionName.of(modelType, version);
    VersionName asked = name == null ? notes.newest(modelType) : name;
    if (asked == null || notes.version(asked) == null) {
      VersionName newest = notes.newest(modelType);
      throw new UnusableException(
          newest == null
              ? "no version of " + modelType + " was made here; look at the model type's name"
              : "%s was not made here; the newest is %s".formatted(asked, newest),
          null);
    }
    ModelLineage bare = ModelLineage.of(asked, notes, depth);
    notes.readCohorts(
        scan, bare.versions().stream().map(MadeVersion::name).collect(Collectors.toSet()), stores);
    unreadable = notes.unreadable();
    return ModelLineage.of(asked, notes, depth);
  }

  private void draw(ModelLineage lineage) {
    Path file = svg;
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, LineageSvg.of(lineage));
    } catch (IOException e) {
      throw new UnusableException(
          "--svg: " + file + " cannot be written (" + e + "); give a file in a folder of yours", e);
    }
  }

  private static Table table(ModelLineage lineage) {
    Table table =
        Table.of(
            "model",
            "version",
            "sha256",
            "base",
            "round_id",
            "method",
            "stores",
            "fingerprints",
            "epsilon",
            "made_at",
            "promoted");
    for (MadeVersion made : lineage.versions()) {
      VersionNotes notes = made.notes();
      String sha = notes.sha256();
      PrivacySpent spent = made.round().spent();
      table.row(
          made.name().modelType(),
          made.name().version(),
          sha == null ? null : sha.substring(0, Math.min(12, sha.length())),
          made.base() == null ? null : made.base().toString(),
          notes.roundId(),
          notes.method(),
          notes.cohortSize(),
          notes.withFingerprint(),
          spent == null ? null : spent.epsilon(),
          notes.madeAt(),
          made.promoted() ? "yes" : "");
    }
    return table;
  }

  private static void remarks(MadeVersion made, PrintWriter out) {
    made.contradictions().forEach(text -> out.println(made.name() + ": " + text));
    made.missing().forEach(text -> out.println(made.name() + ", missing: " + text));
  }
}
