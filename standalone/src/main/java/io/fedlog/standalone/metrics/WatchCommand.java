package io.fedlog.standalone.metrics;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.runtime.Shutdown;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.SinceText;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Facts as they come. */
@Command(
    name = "watch",
    header = "Prints metrics as they come, a line a fact.",
    customSynopsis = {
      "fedlog metrics watch [--topic=rounds|stores|privacy] [--since=TIME]",
      "                     [--output=table|json] [--count=N] [--bootstrap=HOST:PORT]",
      ""
    },
    description = {
      "A round's fact comes about a second after its end, and again when updates came late.",
      ""
    },
    footer = {
      "",
      "  fedlog metrics watch",
      "  fedlog metrics watch --topic rounds --since 1h --output json",
      "",
      "Exit status: 0 told to end or so many facts seen, 1 failed, 2 an option cannot be used, 3 no"
          + " Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class WatchCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      converter = FactSource.Converter.class,
      description = "rounds, stores or privacy. Without it all three")
  private @Nullable FactSource topic;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceText.class,
      description =
          "First what was written from then on: 2026-11-20, 2026-11-20T08:30:00Z, 90m, 12h, 7d."
              + " Default: now")
  private SinceText.Moment since = now -> now;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description =
          "table (a line for people) or json (an object a line). Default: ${DEFAULT-VALUE}")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Ends after so many facts. Without it Ctrl-C ends it")
  private long count = Long.MAX_VALUE;

  @Mixin private ConnectFlags connect = new ConnectFlags();

  WatchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (count < 1) {
      throw new IllegalArgumentException("--count is " + count + "; expected 1 or more.");
    }
    Watch watch =
        new Watch(
            connect.connect(surroundings, "fedlog-metrics-watch"),
            output == OutputFormat.JSON ? FactLine::json : FactLine::text,
            spec.commandLine().getOut(),
            count);
    try (Shutdown shutdown = new Shutdown()) {
      surroundings.onEnd().accept(shutdown);
      shutdown.add("watch", watch::stop);
      watch.run(
          topic == null ? EnumSet.allOf(FactSource.class) : EnumSet.of(topic),
          since.at(surroundings.clock().instant()));
    }
    return ExitStatus.OK.code();
  }
}
