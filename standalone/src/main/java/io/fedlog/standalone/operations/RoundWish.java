package io.fedlog.standalone.operations;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.standalone.terminal.Surroundings;
import io.fedlog.standalone.terminal.VersionText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One thing that is asked of a round that is not over. */
abstract class RoundWish extends AskCommand {

  private static final String EXIT =
      "Exit status: 0 it is on the log, 1 there is no such round or it is over, 2 a setting cannot"
          + " be used, 3 no Kafka.";

  @Parameters(index = "0", paramLabel = "ID", description = "The round's id.")
  private String roundId = "";

  private RoundWish(Surroundings surroundings) {
    super(surroundings);
  }

  static RoundWish cancel(Surroundings surroundings) {
    return new Cancel(surroundings);
  }

  static RoundWish aggregateNow(Surroundings surroundings) {
    return new AggregateNow(surroundings);
  }

  static RoundWish withdrawStore(Surroundings surroundings) {
    return new WithdrawStore(surroundings);
  }

  final String roundId() {
    return roundId;
  }

  @Command(
      name = "cancel",
      header = "Ends a round without a model.",
      description =
          "What was uploaded for it is counted as not used. A plan goes on with its next round, and"
              + " fails after three in a row without a version; to end it, fedlog plans stop.",
      footer = {"", "  fedlog rounds cancel sales-1-0003 --reason \"wrong rows\"", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class Cancel extends RoundWish {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        defaultValue = "an operator cancelled it",
        description = "What the log shall say of it. Default: ${DEFAULT-VALUE}")
    private String reason = "";

    Cancel(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.cancel(roundId(), reason);
        out.println("That round " + roundId() + " is cancelled is on the log.");
      };
    }
  }

  @Command(
      name = "aggregate-now",
      header = "Decides a round with the updates that are complete.",
      description =
          "Waives the threshold and the join window, never the fewest stores that the round must"
              + " have: with fewer it goes on waiting.",
      footer = {"", "  fedlog rounds aggregate-now sales-1-0003", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class AggregateNow extends RoundWish {
    AggregateNow(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.aggregateNow(roundId());
        out.println("That round " + roundId() + " aggregates now is on the log.");
      };
    }
  }

  @Command(
      name = "withdraw-store",
      header = "Takes one store's update out of a round that is not decided.",
      description = "The store takes part no more in that round; others it may join as before.",
      footer = {"", "  fedlog rounds withdraw-store sales-1-0003 north", "", EXIT},
      mixinStandardHelpOptions = true,
      versionProvider = VersionText.class)
  private static final class WithdrawStore extends RoundWish {
    @Parameters(index = "1", paramLabel = "STORE", description = "The store's id.")
    private String storeId = "";

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        defaultValue = "an operator withdrew it",
        description = "What the log shall say of it. Default: ${DEFAULT-VALUE}")
    private String reason = "";

    WithdrawStore(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Asking prepare(CoordinatorConfig config, Surroundings with) {
      return (client, out) -> {
        client.withdraw(roundId(), storeId, reason);
        out.println(
            "That store " + storeId + " is withdrawn from round " + roundId() + " is on the log.");
      };
    }
  }
}
