package io.fedlog.standalone.metrics;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.SinceText;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Facts as files for other tools. */
@Command(
    name = "export",
    header = "Writes the metrics to files.",
    customSynopsis = {
      "fedlog metrics export --format=parquet|csv|json --out=DIR [--since=TIME]",
      "                      [--bootstrap=HOST:PORT]",
      "fedlog metrics export --topic=rounds|stores|privacy --format=... --out=FILE ...",
      ""
    },
    description = {
      "Each fact once, the newest of what was written of it, in the order of its time.",
      "Times are UTC. In CSV maps and lists are JSON text; json has an object a line; parquet has"
          + " maps and lists as they are.",
      ""
    },
    footer = {
      "",
      "  fedlog metrics export --format parquet --out facts",
      "  fedlog metrics export --topic rounds --format csv --since 7d --out rounds.csv",
      "",
      "Exit status: 0 written, 1 failed, 2 an option or the place cannot be used, 3 no Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class ExportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      required = true,
      converter = ExportFormat.Converter.class,
      description = "parquet, csv or json")
  private ExportFormat format = ExportFormat.PARQUET;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      converter = FactSource.Converter.class,
      description = "rounds, stores or privacy, into the file --out. Without it all three")
  private @Nullable FactSource topic;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceText.class,
      description =
          "Only what was written from then on: a day (2026-11-20), a time"
              + " (2026-11-20T08:30:00Z) or how long ago (90m, 12h, 7d)")
  private SinceText.Moment since = SinceText.always();

  @Option(
      names = "--out",
      paramLabel = "PATH",
      required = true,
      description = "The file, or without --topic the folder; what is there is replaced")
  private Path out = Path.of("");

  @Mixin private ConnectFlags connect = new ConnectFlags();

  ExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    ExportFile.requirePlace(out, topic == null);
    Set<FactSource> sources = topic == null ? EnumSet.allOf(FactSource.class) : EnumSet.of(topic);
    OpenFacts.with(
        surroundings,
        connect,
        sources,
        since.at(surroundings.clock().instant()),
        spec.commandLine().getErr(),
        base -> write(base, sources));
    return ExitStatus.OK.code();
  }

  private void write(FactBase base, Set<FactSource> sources) throws IOException {
    Table written = Table.of("file", "facts", "bytes");
    for (FactSource source : sources) {
      FactView view = source.view();
      Path file = topic != null ? out : out.resolve(view.view() + "." + format.ending());
      ExportFile.write(base, view, format, file);
      written.row(file, base.count(view), Files.size(file));
    }
    written.print(spec.commandLine().getOut(), OutputFormat.TABLE);
  }
}
