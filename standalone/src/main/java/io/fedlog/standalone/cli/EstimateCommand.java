package io.fedlog.standalone.cli;

import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.learning.privacy.accounting.AdvancedComposition;
import io.fedlog.learning.privacy.accounting.BasicComposition;
import io.fedlog.learning.privacy.accounting.Gaussian;
import io.fedlog.learning.privacy.accounting.Laplace;
import io.fedlog.learning.privacy.accounting.Mechanism;
import io.fedlog.learning.privacy.accounting.PldAccountant;
import io.fedlog.learning.privacy.accounting.PoissonSampled;
import io.fedlog.learning.privacy.accounting.RdpAccountant;
import io.fedlog.learning.privacy.accounting.Release;
import io.fedlog.learning.privacy.accounting.ZcdpAccountant;
import io.fedlog.runtime.ExitStatus;
import io.fedlog.standalone.terminal.VersionText;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a number of rounds with some noise would cost, by every accountant. */
@Command(
    name = "estimate",
    description = "Tells what rounds with some noise would cost, by every accountant.",
    footer = {
      "",
      "Works it out here: it asks no Kafka and spends nothing.",
      "",
      "  fedlog privacy estimate --rounds 20 --noise-multiplier 8 --delta 1e-5"
    },
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class)
final class EstimateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--rounds", paramLabel = "N", required = true, description = "How many rounds.")
  private int rounds;

  @Option(
      names = "--noise-multiplier",
      paramLabel = "Z",
      required = true,
      description = "The noise's scale over the sensitivity: sigma, or b of laplace.")
  private double multiplier;

  @Option(
      names = "--noise",
      paramLabel = "NAME",
      defaultValue = "gaussian",
      description = "gaussian or laplace. Default: ${DEFAULT-VALUE}")
  private String noise = "";

  @Option(
      names = "--delta",
      paramLabel = "D",
      defaultValue = "1e-5",
      description = "At which epsilon is told. Default: ${DEFAULT-VALUE}")
  private double delta;

  @Option(
      names = "--sampling",
      paramLabel = "Q",
      defaultValue = "1",
      description =
          "Chance of a store to be asked in a round, each by itself, if nobody is told who was."
              + " Default: 1, for here the log tells")
  private double sampling;

  @Override
  public Integer call() {
    try {
      PrintWriter out = spec.commandLine().getOut();
      out.printf("%-24s  %s%n", "accountant", "epsilon at delta " + delta);
      accountants()
          .forEach(
              (name, epsilon) ->
                  out.printf(Locale.ROOT, "%-24s  %.6g%n", name, epsilon.applyAsDouble(delta)));
      out.println(
          noise.equals("laplace")
              ? "The last figure is of noise on one number; on a vector the others are the bounds."
              : "The last figure is of continuous noise; of discrete noise on a vector it is no"
                  + " proven bound, and the ledger does not use it.");
      if (sampling < 1) {
        out.println(
            "Fedlog's ledger counts no sampling: whom a round asks is on the log, so nobody may"
                + " hide behind it.");
      }
      out.flush();
      return ExitStatus.OK.code();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Epsilon at a delta, by the accountant's name. */
  private Map<String, DoubleUnaryOperator> accountants() {
    Map<String, DoubleUnaryOperator> all = new LinkedHashMap<>();
    switch (noise) {
      case "gaussian" -> {
        Release release = release(new Gaussian(multiplier));
        if (sampling == 1) {
          all.put(
              "zcdp (the ledger's)",
              new ZcdpAccountant(rounds * 0.5 / multiplier / multiplier)::epsilon);
        }
        all.put("rdp", RdpAccountant.of(release)::epsilon);
        all.put("pld", PldAccountant.of(release)::epsilon);
      }
      case "laplace" -> {
        double each = 1 / multiplier;
        if (sampling == 1) {
          all.put("the ledger's", ledgersLaplace()::epsilon);
          all.put("basic composition", new BasicComposition(each, rounds)::epsilon);
          all.put("advanced composition", new AdvancedComposition(each, rounds)::epsilon);
          all.put("zcdp", new ZcdpAccountant(rounds * 0.5 * each * each)::epsilon);
        }
        all.put("pld", PldAccountant.of(release(new Laplace(each)))::epsilon);
      }
      default ->
          throw new IllegalArgumentException(
              "--noise is " + noise + "; expected gaussian or laplace");
    }
    return all;
  }

  /** The smaller of basic composition and zCDP, in whole units. */
  private SpentPrivacy ledgersLaplace() {
    return SpentPrivacy.laplace(BigDecimal.ONE, BigDecimal.valueOf(multiplier)).times(rounds);
  }

  private Release release(Mechanism mechanism) {
    return new Release(sampling == 1 ? mechanism : new PoissonSampled(sampling, mechanism), rounds);
  }
}
