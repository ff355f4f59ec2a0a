package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.RoundState;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.SinceText;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rounds, one a line. */
@Command(
    name = "list",
    header = "Lists rounds, the newest first.",
    description =
        "REQUESTED waits for a first upload that fixes its layout, DEFINED for an aggregator to see"
            + " it; the other statuses are those of fl.round-state.",
    footer = {
      "",
      "  fedlog rounds list --model sales_forecast --status failed --since 7d",
      "",
      "Exit status: 0 listed, none included; 2 a flag or a setting cannot be used, 3 no Kafka."
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class RoundsList extends ReadCommand {

  private static final Set<String> STATUSES =
      Set.of(
          "open",
          "requested",
          "defined",
          "created",
          "in_progress",
          "aggregating",
          "completed",
          "failed",
          "cancelled");

  @Option(names = "--model", paramLabel = "TYPE", description = "Of that model type only.")
  private @Nullable String modelType;

  @Option(
      names = "--status",
      paramLabel = "S",
      description =
          "With that status only: requested, defined, created, in_progress, aggregating, completed,"
              + " failed or cancelled; open is the first five.")
  private @Nullable String status;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceText.class,
      description = "Created since: 2026-11-20, 2026-11-20T08:30:00Z, or 90m, 12h, 7d ago.")
  private SinceText.Moment since = SinceText.always();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; 0 for all. Default: 50")
  private int limit = 50;

  RoundsList(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (limit < 0) {
      throw new UnusableException("--limit is " + limit + "; expected 0 or more", null);
    }
    String wanted = status;
    if (wanted != null && !STATUSES.contains(wanted.toLowerCase(Locale.ROOT).replace('-', '_'))) {
      throw new UnusableException(
          "--status is " + wanted + "; expected one of " + String.join(", ", sorted()), null);
    }
  }

  private static List<String> sorted() {
    return STATUSES.stream().sorted().toList();
  }

  @Override
  void read(LogScan scan, PrintWriter out) {
    Instant from = since.at(surroundings().clock().instant());
    List<RoundLine> lines =
        RoundLines.all(scan).stream()
            .filter(line -> modelType == null || modelType.equals(line.modelType()))
            .filter(line -> status == null || line.is(status))
            .filter(line -> !line.createdAt().isBefore(from))
            .toList();
    int shown = limit == 0 ? lines.size() : Math.min(limit, lines.size());
    Table table = table(lines.subList(0, shown));
    table.print(out, output());
    if (output() == OutputFormat.TABLE && shown < lines.size()) {
      out.println("... and " + (lines.size() - shown) + " more; --limit 0 shows all");
    }
  }

  private static Table table(List<RoundLine> lines) {
    Table table =
        Table.of(
            "round_id",
            "model_type",
            "status",
            "participating_stores",
            "completed_stores",
            "needed_stores",
            "model_version",
            "created_at",
            "ended_at",
            "reason");
    for (RoundLine line : lines) {
      RoundState state = line.state();
      table.row(
          line.roundId(),
          line.modelType(),
          line.status(),
          state == null ? null : state.getParticipatingStores(),
          state == null ? null : state.getCompletedStores(),
          state == null ? null : state.getNeededStores(),
          state == null ? null : state.getModelVersion(),
          line.createdAt(),
          state == null ? null : state.getEndedAt(),
          state == null ? null : state.getReason());
    }
    return table;
  }
}
