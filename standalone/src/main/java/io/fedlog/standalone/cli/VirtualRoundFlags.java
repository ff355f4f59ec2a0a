package io.fedlog.standalone.cli;

import io.fedlog.learning.selection.SelectionTerms;
import io.fedlog.learning.selection.SelectionTerms.Draw;
import io.fedlog.standalone.simulate.RoundPolicy;
import io.fedlog.standalone.terminal.TimeText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the rounds of a simulation. */
final class VirtualRoundFlags {

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Rounds of a run, or windows, at most. Default: 30")
  private int rounds = 30;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      split = ",",
      description =
          "sync: rounds one after the other; fedbuff: a version of every few updates, while others"
              + " train on; fedasync: a version of every update. Several are run one after the"
              + " other. Default: sync")
  private List<String> modes = List.of("sync");

  @Option(
      names = "--method",
      paramLabel = "NAME",
      split = ",",
      description =
          "How updates become a version; several, separated by commas, are run one after the other"
              + " and drawn into one plot. Default: fedavg")
  private List<String> methods = List.of("fedavg");

  @Option(
      names = "--method-parameter",
      paramLabel = "KEY=VALUE",
      split = ",",
      description =
          "A parameter of the methods, or as METHOD.KEY=VALUE of one of them. May be repeated.")
  private List<String> parameters = List.of();

  @Option(
      names = "--fraction",
      paramLabel = "X",
      description =
          "Share of the stores whose updates a round wants, or that are at work at a time in other"
              + " modes than sync. Default: 1")
  private BigDecimal fraction = BigDecimal.ONE;

  @Option(
      names = "--by-rows",
      description = "Draw stores with chances in proportion to their rows. Default: all alike")
  private boolean byRows;

  @Option(
      names = "--over-select",
      paramLabel = "X",
      description =
          "Ask X times as many stores as are wanted, and take the first to complete; such as 1.3."
              + " Default: 1")
  private BigDecimal overSelect = BigDecimal.ONE;

  @Option(
      names = "--threshold",
      paramLabel = "X",
      description =
          "Share of the stores asked that must have uploaded before a round is decided; not with"
              + " --over-select, nor without mode sync. Default: 0.8")
  private @Nullable BigDecimal threshold;

  @Option(
      names = "--min-stores",
      paramLabel = "N",
      description =
          "Fewest updates that a round may aggregate. Default: 3; with --over-select all wanted")
  private @Nullable Integer minStores;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      converter = TimeText.class,
      description =
          "Virtual time after which a round is decided with what there is, or a silent store's"
              + " place is another's in other modes than sync. Default: 30m")
  private Duration deadline = Duration.ofMinutes(30);

  int most() {
    return rounds;
  }

  List<String> modes() {
    return modes;
  }

  List<String> methods() {
    return methods;
  }

  List<String> parameters() {
    return parameters;
  }

  RoundPolicy policy(long seed) {
    SelectionTerms selection =
        new SelectionTerms(
            byRows ? Draw.BY_ROWS : Draw.EVEN,
            fraction,
            overSelect,
            minStores == null ? 1 : minStores,
            0,
            seed);
    return new RoundPolicy(selection, minStores, threshold, deadline);
  }
}
