package io.fedlog.standalone.metrics;

import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.Table;
import io.fedlog.standalone.terminal.UnusableException;
import io.fedlog.standalone.terminal.VersionText;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What there is to ask. */
@Command(
    name = "tables",
    header = "Shows the views that fedlog metrics sql asks, and their columns.",
    customSynopsis = {"fedlog metrics tables [--output=table|json] [VIEW]", ""},
    description = "Names the views, or one view's columns with their types and meaning.",
    footer = {
      "",
      "  fedlog metrics tables",
      "  fedlog metrics tables rounds",
      "",
      "Exit status: 0 shown, 2 there is no such view. It needs no Kafka."
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class TablesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "VIEW",
      arity = "0..1",
      description = "Shows its columns, their types, units and meaning")
  private @Nullable String view;

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      defaultValue = "table",
      converter = OutputFormat.Converter.class,
      description = "table or json. Default: ${DEFAULT-VALUE}")
  private OutputFormat output = OutputFormat.TABLE;

  @Override
  public Integer call() {
    (view == null ? views() : columns(find(view))).print(spec.commandLine().getOut(), output);
    return ExitStatus.OK.code();
  }

  private static Table views() {
    Table table = Table.of("view", "columns", "meaning");
    for (FactView each : FactView.values()) {
      table.row(each.view(), each.columns().size(), each.meaning());
    }
    return table;
  }

  private static Table columns(FactView view) {
    Table table = Table.of("column", "type", "meaning");
    view.columns().forEach(column -> table.row(column.name(), column.type(), column.meaning()));
    return table;
  }

  private static FactView find(String name) {
    return Arrays.stream(FactView.values())
        .filter(each -> each.view().equals(name.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new UnusableException(
                    "there is no view %s; expected one of %s."
                        .formatted(
                            name,
                            Arrays.stream(FactView.values())
                                .map(FactView::view)
                                .collect(Collectors.joining(", "))),
                    null));
  }
}
