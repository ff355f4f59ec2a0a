package io.fedlog.standalone.cli;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.client.PlanFiles;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One thing that is asked of plans: connects, asks, says in a line what was done. */
abstract class PlanWish implements Callable<Integer> {

  private static final String OPERATOR = "operator";

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  private PlanWish(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static PlanWish start(Surroundings surroundings) {
    return new Start(surroundings);
  }

  static PlanWish show(Surroundings surroundings) {
    return new Show(surroundings);
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

  /** What to do once connected; what cannot be is found out before. */
  interface Asking {
    void ask(CoordinatorClient client, PrintWriter out) throws InterruptedException;
  }

  abstract Asking prepare(CoordinatorConfig config, Surroundings with) throws IOException;

  @Override
  public Integer call() throws InterruptedException, IOException {
    Map<String, String> environment = new HashMap<>(surroundings.environment());
    environment.putIfAbsent("FL_LOG_LEVEL", "warn");
    CoordinatorConfig config = CoordinatorConfig.fromEnv(environment);
    config.log().apply();
    Asking asking = prepare(config, surroundings);
    PrintWriter out = spec.commandLine().getOut();
    try (CoordinatorClient client = CoordinatorClient.connect(config, surroundings.clock())) {
      asking.ask(client, out);
    }
    out.flush();
    return ExitStatus.OK.code();
  }

  @Command(
      name = "start",
      description = "Starts a plan that a JSON file describes.",
      footer = {
        "",
        "The file has the fields of a plan as schemas/src/main/avro/plans.avdl names them; only"
            + " plan_id, model_type and max_rounds must be there:",
        "",
        "  {\"plan_id\": \"sales-1\", \"model_type\": \"sales_forecast\", \"max_rounds\": 20,",
        "   \"training_config\": {\"target\": \"Weekly_Sales\"},",
        "   \"selection\": {\"fraction\": 0.2, \"over_selection\": 1.3, \"seed\": 1},",
        "   \"target\": {\"metric\": \"loss\", \"at_most\": 0.25}, \"max_duration_ms\": 7200000}",
      },
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

  @Command(
      name = "show",
      description = "Shows how one plan and its rounds stand, or all plans in a line each.",
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Show extends PlanWish {
    @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan's id. Default: all")
    private @Nullable String planId;

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      String one = planId;
      return one == null
          ? (client, out) -> new PlanText(client).all().forEach(out::println)
          : (client, out) -> new PlanText(client).page(one).forEach(out::println);
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
      description = "Holds a plan: the round that runs goes on, none follows until it is resumed.",
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
      description = "Lets a paused plan go on.",
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
      description = "Ends a plan; the round that runs is cancelled, or finished if asynchronous.",
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
