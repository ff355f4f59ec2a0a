package io.fedlog.standalone.cli;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.PrivacyClient;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One thing that is asked of a model type's privacy: connects, asks, prints. */
abstract class PrivacyWish implements Callable<Integer> {

  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(60);

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--model", paramLabel = "TYPE", required = true, description = "The model type.")
  private String modelType = "";

  private PrivacyWish(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  static PrivacyWish budget(Surroundings surroundings) {
    return new Budget(surroundings);
  }

  static PrivacyWish withdraw(Surroundings surroundings) {
    return new Withdraw(surroundings);
  }

  static PrivacyWish ledger(Surroundings surroundings) {
    return new Ledger(surroundings);
  }

  abstract void ask(String modelType, PrivacyClient client, PrintWriter out)
      throws InterruptedException;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = new HashMap<>(surroundings.environment());
    environment.putIfAbsent("FL_LOG_LEVEL", "warn");
    CoordinatorConfig config = CoordinatorConfig.fromEnv(environment);
    config.log().apply();
    PrintWriter out = spec.commandLine().getOut();
    try (PrivacyClient client = PrivacyClient.connect(config, surroundings.clock())) {
      ask(modelType, client, out);
    }
    out.flush();
    return ExitStatus.OK.code();
  }

  @Command(
      name = "budget",
      description = "Sets what may be spent on each store in all rounds of a model type together.",
      footer = {
        "",
        "What is spent stays spent: a smaller budget ends what is not covered, a larger one allows"
            + " more. The audit topic has who set it.",
        "",
        "  fedlog privacy budget --model sales_forecast --epsilon 4 --delta 1e-5"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Budget extends PrivacyWish {
    @Option(
        names = "--epsilon",
        paramLabel = "E",
        required = true,
        description = "Above 0: the smaller, the less a store can be told from any other.")
    private double epsilon;

    @Option(
        names = "--delta",
        paramLabel = "D",
        required = true,
        description = "Well under one in the number of stores; 0 allows Laplace noise only.")
    private double delta;

    Budget(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(String modelType, PrivacyClient client, PrintWriter out) throws InterruptedException {
      PrivacyAccount account = client.setBudget(modelType, epsilon, delta, TAKEN_WITHIN);
      PrivacyText.account(account).forEach(out::println);
    }
  }

  @Command(
      name = "withdraw",
      description = "Takes a model type's budget back.",
      footer = {
        "",
        "Its rounds can then be without privacy, and none can be under it. What is spent stays on"
            + " record. The audit topic has who took it back.",
        "",
        "  fedlog privacy withdraw --model sales_forecast"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Withdraw extends PrivacyWish {
    Withdraw(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(String modelType, PrivacyClient client, PrintWriter out) throws InterruptedException {
      PrivacyAccount account = client.withdrawBudget(modelType, TAKEN_WITHIN);
      PrivacyText.account(account).forEach(out::println);
    }
  }

  @Command(
      name = "ledger",
      description = "Shows what is spent of a budget, by which round.",
      footer = {
        "",
        "What is spent stands on fl.privacy, where the aggregators write it round by round.",
        "",
        "  fedlog privacy ledger --model sales_forecast --store north"
      },
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Ledger extends PrivacyWish {
    @Option(
        names = "--store",
        paramLabel = "S",
        description = "Only rounds that this store was charged for. Default: all stores")
    private @Nullable String storeId;

    Ledger(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void ask(String modelType, PrivacyClient client, PrintWriter out) {
      client
          .account(modelType)
          .map(PrivacyText::account)
          .orElseGet(() -> PrivacyText.nothing(modelType))
          .forEach(out::println);
      PrivacyText.rounds(client.rounds(modelType, storeId), storeId).forEach(out::println);
    }
  }
}
