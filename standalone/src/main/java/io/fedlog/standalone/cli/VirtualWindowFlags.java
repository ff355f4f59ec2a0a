package io.fedlog.standalone.cli;

import io.fedlog.learning.staleness.Staleness;
import io.fedlog.standalone.simulate.WindowPolicy;
import io.fedlog.standalone.terminal.TimeText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of the windows of a simulation. */
final class VirtualWindowFlags {

  @Option(
      names = "--window-updates",
      paramLabel = "K",
      description = "Updates that close a window in mode fedbuff. Default: 10")
  private int updates = 10;

  @Option(
      names = "--window-time",
      paramLabel = "TIME",
      converter = TimeText.class,
      description =
          "Virtual time after which a window closes with fewer, if there are --min-stores. Default:"
              + " 10m")
  private Duration time = Duration.ofMinutes(10);

  @Option(
      names = "--max-staleness",
      paramLabel = "N",
      description =
          "Versions by which the version that an update was trained from may be behind; others are"
              + " refused. Default: 100")
  private int maxStaleness = 100;

  @Option(
      names = "--staleness",
      paramLabel = "HOW",
      converter = StalenessText.class,
      description =
          "What an update that is t versions behind still weighs: constant; polynomial=A for (t +"
              + " 1)^-A; hinge=A,B for 1 up to B, then 1 / (A (t - B) + 1). Default:"
              + " polynomial=0.5")
  private Staleness staleness = Staleness.polynomial(0.5);

  @Option(
      names = "--rate",
      paramLabel = "X",
      description =
          "How far a window moves the model: the server's learning rate in mode fedbuff, the mixing"
              + " rate in mode fedasync. Default: 1 and 0.6")
  private @Nullable Double rate;

  WindowPolicy policy() {
    return new WindowPolicy(updates, time, maxStaleness, staleness, rate);
  }
}
