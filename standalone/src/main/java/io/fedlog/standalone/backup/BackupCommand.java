package io.fedlog.standalone.backup;

import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.TimeText;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Saves an installation's topics in a file, or checks such a file. */
@Command(
    name = "backup",
    header = "Saves an installation in a file, or checks such a file.",
    description =
        "Saves an installation in one file: its topics, what the aggregators remember, and how far"
            + " they have read. Rounds' updates only when asked.",
    footer = {
      "",
      "It waits for a moment in which no round is under way; pause the plans before. The file holds"
          + " the digests of passwords and all models: keep it as safe as the brokers. Not in it:"
          + " key files, the agents' state directories, a schema registry's own topic. The group of"
          + " the aggregators is FL_APPLICATION_ID. What to do with it: docs/backup.md.",
      "",
      "  fedlog backup --out fedlog.backup",
      "  fedlog backup --verify fedlog.backup",
      "",
      "Exit status: 0 saved or whole, 1 failed or damaged, 2 rounds are open or an option cannot be"
          + " used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class BackupCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConnectFlags connect = new ConnectFlags();

  @Option(names = "--out", paramLabel = "FILE", description = "Where to save it.")
  private @Nullable Path out;

  @Option(
      names = "--verify",
      paramLabel = "FILE",
      description = "Checks a file instead, without Kafka.")
  private @Nullable Path verify;

  @Option(
      names = "--with-updates",
      description = "Saves the updates of rounds that are not retired, too; they are most bytes.")
  private boolean withUpdates;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "How long to wait for the moment. Default: 60s")
  private Duration wait = Duration.ofSeconds(60);

  public BackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path save = out;
    Path check = verify;
    if ((save == null) == (check == null)) {
      throw new UnusableException("say either --out FILE or --verify FILE", null);
    }
    if (check != null) {
      print(verified(check), spec.commandLine().getOut());
    } else if (save != null) {
      ConnectFlags.Connection connection = connect.connect(surroundings, "fedlog-backup");
      String group =
          AggregatorConfig.fromEnv(connect.environment(surroundings)).streams().applicationId();
      List<Backup.Line> lines =
          new Backup(connection, group, withUpdates)
              .write(save, surroundings.clock().instant().toString(), wait);
      print(lines, spec.commandLine().getOut());
    }
    return ExitStatus.OK.code();
  }

  private static List<Backup.Line> verified(Path file) throws IOException {
    List<Backup.Line> lines = new ArrayList<>();
    Contents unused =
        BackupReader.read(
            file,
            new BackupReader.Visitor() {
              @Override
              public void end(SavedTopic topic, long records, String digest) {
                lines.add(new Backup.Line(topic.name(), records, digest));
              }
            });
    return lines;
  }

  static void print(List<Backup.Line> lines, PrintWriter out) {
    Table table = Table.of("topic", "records", "sha256");
    lines.forEach(line -> table.row(line.topic(), line.records(), line.sha256()));
    table.print(out, OutputFormat.TABLE);
    out.flush();
  }
}
