package io.fedlog.standalone.operations;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.PlanFiles;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One thing that is asked of plans: connects, asks, says in a line what was done. */
abstract class PlanWish extends AskCommand {

  private static final String OPERATOR = "operator";

  private static final String EXIT =
      "Exit status: 0 it is on the log, 1 there is no such plan or its state does not allow it, 2 a"
          + " file or a setting cannot be used, 3 no Kafka.";

  private PlanWish(Surroundings surroundings) {
    super(surroundings);
  }

  static PlanWish start(Surroundings surroundings) {
    return new Start(surroundings);
  }

  static PlanWish pause(Surroundings surroundings) {
    return new Pause(surroundings);
  }

  static PlanWish resume(Surroundings surroundings) {
    return new Resume(surroundings);
  }

  static PlanWish stop(Surroundings surroundings) {
    return new Stop(surroundings);
  }

  @Command(
      name = "start",
      header = "Starts a plan that a JSON file describes.",
      description = {
        "The file has the fields of a plan as schemas/src/main/avro/plans.avdl names them; only"
            + " plan_id, model_type and max_rounds must be there:",
        "",
        "  {\"plan_id\": \"sales-1\", \"model_type\": \"sales_forecast\", \"max_rounds\": 20,",
        "   \"training_config\": {\"target\": \"Weekly_Sales\"},",
        "   \"selection\": {\"fraction\": 0.2, \"over_selection\": 1.3, \"seed\": 1},",
        "   \"target\": {\"metric\": \"loss\", \"at_most\": 0.25}, \"max_duration_ms\": 7200000}",
      },
      footer = {"", "  fedlog plans start plan.json", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Start extends PlanWish {
    @Parameters(paramLabel = "FILE", description = "The plan.")
    private Path file = Path.of("");

    Start(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) throws IOException {
      PlanRecord plan = PlanFiles.read(file, config, with.clock().instant(), OPERATOR);
      return (client, out) -> {
        client.startPlan(plan);
        out.println("Plan " + plan.getPlanId() + " is on the log.");
      };
    }
  }

  /** Asked of one plan, which must be named. */
  private abstract static class OfOnePlan extends PlanWish {
    @Parameters(paramLabel = "PLAN", description = "The plan's id.")
    private String planId = "";

    OfOnePlan(Surroundings surroundings) {
      super(surroundings);
    }

    final String planId() {
      return planId;
    }
  }

  @Command(
      name = "pause",
      header = "Holds a plan.",
      description = "The round that runs goes on; none follows until the plan is resumed.",
      footer = {"", "  fedlog plans pause sales-1", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Pause extends OfOnePlan {
    Pause(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.pausePlan(planId());
        out.println("Plan " + planId() + " is held after its round.");
      };
    }
  }

  @Command(
      name = "resume",
      header = "Lets a paused plan go on.",
      description = "Its next round is defined as soon as the one before is over.",
      footer = {"", "  fedlog plans resume sales-1", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Resume extends OfOnePlan {
    Resume(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.resumePlan(planId());
        out.println("Plan " + planId() + " goes on.");
      };
    }
  }

  @Command(
      name = "stop",
      aliases = "cancel",
      header = "Ends a plan.",
      description = "The round that runs is cancelled, or finished if the plan is asynchronous.",
      footer = {"", "  fedlog plans stop sales-1 --reason \"enough\"", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Stop extends OfOnePlan {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "What the log shall say of it. Default: ${DEFAULT-VALUE}",
        defaultValue = "an operator stopped it")
    private String reason = "";

    Stop(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.stopPlan(planId(), reason);
        out.println("Plan " + planId() + " is stopped.");
      };
    }
  }
}
