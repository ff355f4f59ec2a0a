package io.fedlog.standalone.backup;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a backup onto a fresh Kafka. */
@Command(
    name = "restore",
    header = "Brings a backup onto a fresh Kafka.",
    description =
        "Brings a backup onto a Kafka that nobody uses yet: every record in its partition, at its"
            + " offset and with its time; then reads all of it back and compares.",
    footer = {
      "",
      "Start the services when it is done, the aggregators with an empty FL_STATE_DIR. Keys and a"
          + " schema registry are restored by other means. If the old installation went on after"
          + " the backup, give the coordinators a new FL_AUDIT_KEY_FILE first, as it says at its"
          + " end. A restore that was broken off is begun again on another Kafka, or after its"
          + " topics were deleted (docs/backup.md).",
      "",
      "  fedlog restore --in fedlog.backup --bootstrap new-broker:9092 --dry-run",
      "  fedlog restore --in fedlog.backup --bootstrap new-broker:9092",
      "",
      "Exit status: 0 restored, 1 failed or damaged, 2 the Kafka is not fresh or an option cannot"
          + " be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
public final class RestoreCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ConnectFlags connect = new ConnectFlags();

  @Option(names = "--in", paramLabel = "FILE", required = true, description = "The backup.")
  private Path file = Path.of("");

  @Option(
      names = "--dry-run",
      description = "Only checks the file, and whether the Kafka is fresh.")
  private boolean dryRun;

  public RestoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ConnectFlags.Connection connection = connect.connect(surroundings, "fedlog-restore");
    Restore restore =
        new Restore(
            connection.kafka(),
            connection.clientId(),
            "fedlog-restore-" + HexFormat.of().toHexDigits(surroundings.attemptIds().nextLong()));
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      Contents contents = restore.check(file);
      out.printf(
          "%s of %s is whole and can be restored here: %d topics%n",
          file, contents.madeAt(), contents.topics().size());
      out.flush();
    } else {
      Restore.Restored restored = restore.restore(file);
      BackupCommand.print(restored.lines(), out);
      new Aftermath(connection.schemas(), out).print(restored);
    }
    return ExitStatus.OK.code();
  }
}
