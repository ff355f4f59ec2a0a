package io.fedlog.standalone.metrics;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.SinceText;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A query over the topics as they stand. */
@Command(
    name = "sql",
    header = "Asks the metrics in SQL.",
    customSynopsis = {
      "fedlog metrics sql [--since=TIME] [--output=table|json|csv] [--allow-files]",
      "                   [--bootstrap=HOST:PORT] QUERY",
      ""
    },
    description = {
      "Reads the topics as they stand into an embedded DuckDB, runs the query, prints its rows and"
          + " forgets all of it. Nothing is written to Kafka.",
      "Views: rounds, stores, refusals, training_metrics, windows, privacy, budgets; fedlog metrics"
          + " tables rounds shows the columns of one. They have each fact once; log.rounds,"
          + " log.stores, log.privacy and log.budgets have every record and where it lies. Times"
          + " are UTC.",
      ""
    },
    footer = {
      "",
      "  fedlog metrics sql \"select round_id, status, training_loss from rounds order by"
          + " ended_at\"",
      "  fedlog metrics sql --output csv \"select reason, sum(attempts) from refusals group by 1\"",
      "",
      "Exit status: 0 done, 1 failed, 2 the query or an option cannot be used, 3 no Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class SqlCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "QUERY", description = "In DuckDB's SQL, in quotes")
  private String query = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceText.class,
      description =
          "Only what was written from then on: 2026-11-20, 2026-11-20T08:30:00Z, 90m, 12h, 7d")
  private SinceText.Moment since = SinceText.always();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = SqlOutput.Converter.class,
      description =
          "table (the first 1,000 rows), json (an array) or csv (RFC 4180). Default:"
              + " ${DEFAULT-VALUE}")
  private SqlOutput output = SqlOutput.TABLE;

  @Option(
      names = "--allow-files",
      description =
          "Lets the query read and write files of this machine, as in copy (...) to 'a.csv'")
  private boolean allowFiles;

  @Mixin private ConnectFlags connect = new ConnectFlags();

  SqlCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    List<FactSource> sources =
        Stream.of(FactSource.values()).filter(source -> source.isIn(query)).toList();
    OpenFacts.with(
        surroundings,
        connect,
        sources,
        since.at(surroundings.clock().instant()),
        spec.commandLine().getErr(),
        base -> {
          if (!allowFiles) {
            base.shutFiles();
          }
          base.query(query, output.writer(spec.commandLine().getOut()));
        });
    return ExitStatus.OK.code();
  }
}
