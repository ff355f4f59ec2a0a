package io.fedlog.standalone.operations;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.standalone.terminal.OutputFlag;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.PlainText;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** How plans stand. What one waits for is worked out as its coordinator does. */
abstract class PlanReading extends AskCommand {

  @Mixin private OutputFlag output = new OutputFlag();

  private PlanReading(Surroundings surroundings) {
    super(surroundings);
  }

  static PlanReading list(Surroundings surroundings) {
    return new All(surroundings);
  }

  static PlanReading show(Surroundings surroundings) {
    return new Show(surroundings);
  }

  final OutputFormat output() {
    return output.format();
  }

  @Command(
      name = "list",
      header = "Lists all plans.",
      description = "waits for says what a running plan needs that need not come by itself.",
      footer = {
        "",
        "  fedlog plans list --output json",
        "",
        "Exit status: 0 listed, none included; 2 a setting cannot be used, 3 no Kafka."
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class All extends PlanReading {
    All(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> new PlanText(client).table().print(out, output());
    }
  }

  @Command(
      name = "show",
      header = "Shows how one plan and its rounds stand, or all plans in a line each.",
      description = "A plan that waits says for what: for stores, or for what they measure.",
      footer = {
        "",
        "  fedlog plans show sales-1",
        "",
        "Exit status: 0 shown, 1 there is no such plan, 2 a setting cannot be used, 3 no Kafka."
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Show extends PlanReading {
    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan's id. Default: all")
    private @Nullable String planId;

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      String one = planId;
      return (client, out) -> {
        PlanText text = new PlanText(client);
        if (output() == OutputFormat.TABLE) {
          (one == null ? text.all() : text.page(one))
              .forEach(line -> out.println(PlainText.of(line)));
        } else if (one == null) {
          text.table().print(out, output());
        } else {
          text.sheet(one).print(out, output());
        }
      };
    }
  }
}
