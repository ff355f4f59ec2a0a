package io.fedlog.benchmarks.secure;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.learning.secure.GroupSize;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.SecureTerms;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long the server takes to unmask the sum of many stores, with nobody lost and with many. */
@Command(
    name = "secagg",
    description =
        "Seconds of the server's part of secure aggregation, with nobody and with many lost.",
    mixinStandardHelpOptions = true)
public final class SecaggCommand extends BenchmarkCommand {
  private static final int CHUNK_VALUES = 4096;

  /** Bonawitz et al. 2017, table 2: 1,000 clients, 100K entries, 30 % lost, one thread of Java. */
  private static final double PUBLISHED_SECONDS = 414;

  /** So many corrupt and lost stores leave a sparse graph possible against a malicious server. */
  private static final double FEW = 0.05;

  @Option(names = "--stores", description = "In the group (${DEFAULT-VALUE}).")
  private int stores = 1000;

  @Option(names = "--values", description = "Of an update, 64 bits each (${DEFAULT-VALUE}).")
  private int values = 100_000;

  @Option(names = "--drop-out", description = "Share of stores lost (${DEFAULT-VALUE}).")
  private double dropOut = 0.3;

  @Option(names = "--corrupt", description = "Share of corrupt stores (a third).")
  private double corrupt = 1.0 / 3;

  @Option(names = "--sigma", description = "Bits of statistical secrecy (${DEFAULT-VALUE}).")
  private int sigma = GroupTerms.SIGMA;

  @Option(
      names = "--complete",
      description = "Measure the complete graph too; its clients take minutes.")
  private boolean measureComplete;

  @Override
  protected Report measure(Progress progress) {
    Report report = new Report("secagg", Machine.here());
    GroupTerms sparse =
        new GroupTerms(Adversary.SEMI_HONEST, false, sigma, GroupTerms.ETA, dropOut, corrupt);
    GroupTerms complete =
        new GroupTerms(Adversary.MALICIOUS, true, sigma, GroupTerms.ETA, dropOut, corrupt);
    int lost = (int) (dropOut * stores);
    progress.step("a small round, to warm up");
    ServerPart.of(terms(sparse), new PreparedRound(terms(sparse), Math.min(stores, 100), 20));

    ServerPart none = run(progress, report, "nobody_lost", sparse, 0, Bar.atMost(5));
    ServerPart some = run(progress, report, "some_lost", sparse, lost, Bar.atMost(10));
    boolean exact = none.exact() && some.exact();
    if (measureComplete) {
      exact &= run(progress, report, "complete_some_lost", complete, lost, null).exact();
    } else {
      project(report, complete.forGroup(stores), lost, some);
    }
    GroupSize lying = GroupTerms.sparse(Adversary.MALICIOUS, FEW, FEW).forGroup(stores);
    report.figure("malicious_few_lost_neighbours", lying.neighbours(), "");
    report.figure("malicious_few_lost_threshold", lying.threshold(), "");
    report.figure("published_s", PUBLISHED_SECONDS, "s");
    report.figure("published_vs_some_lost", PUBLISHED_SECONDS / some.total(), "x");
    if (!exact) {
      report.wrong("an unmasked sum is not the plain sum");
    }
    return report
        .note(
            "%d stores, %d values of 64 bits, at most %.1f %% lost and %.1f %% corrupt, sigma %d, eta %d."
                .formatted(stores, values, 100 * dropOut, 100 * corrupt, sigma, GroupTerms.ETA))
        .note(
            ("Timed is what the server does from the first reveal on, on all cores; cpu_s is what all"
                    + " threads used meanwhile. Clients are real sessions that mask the first chunk"
                    + " of %d values, which is held against the plain sum; signatures are left out.")
                .formatted(CHUNK_VALUES))
        .note(
            "complete: against a malicious server, the same shares. malicious_few_lost: against one, %.0f %% lost and %.0f %% corrupt, sigma %d, whichever of 2^64 graphs it chooses."
                .formatted(100 * FEW, 100 * FEW, GroupTerms.SIGMA))
        .note(
            "published_s: Bonawitz et al. 2017, all neighbours, 30 % lost, one thread, another machine.");
  }

  private ServerPart run(
      Progress progress,
      Report report,
      String name,
      GroupTerms group,
      int lost,
      @Nullable Bar bar) {
    SecureTerms terms = terms(group);
    GroupSize size = group.forGroup(stores);
    progress.step(
        "%s: %d of %d stores lost, %d neighbours each, threshold %d"
            .formatted(name, lost, stores, size.neighbours(), size.threshold()));
    PreparedRound round = new PreparedRound(terms, stores, lost);
    progress.step(name + ": the server's part");
    ServerPart part = ServerPart.of(terms, round);
    report.figure(name + "_neighbours", size.neighbours(), "");
    report.figure(name + "_threshold", size.threshold(), "");
    if (bar == null) {
      report.figure(name + "_s", part.total(), "s");
    } else {
      report.figure(name + "_s", part.total(), "s", bar);
    }
    report
        .figure(name + "_cpu_s", part.cpu(), "s")
        .figure(name + "_accept_s", part.accept(), "s")
        .figure(name + "_recover_s", part.recover(), "s")
        .figure(name + "_agree_s", part.agree(), "s")
        .figure(name + "_subtract_s", part.subtract(), "s")
        .figure(name + "_masks", part.masks(), "")
        .figure(name + "_bytes_a_store", 8.0 * values + round.bytesAStore(), "B")
        .figure(name + "_vs_plain_bytes", 1 + round.bytesAStore() / (8.0 * values), "x");
    return part;
  }

  /** What the complete graph would take, by the time that a mask took on the sparse one. */
  private void project(Report report, GroupSize size, int lost, ServerPart sparse) {
    double masks = stores - lost + (double) lost * (stores - lost);
    report
        .figure("complete_some_lost_neighbours", size.neighbours(), "")
        .figure("complete_some_lost_threshold", size.threshold(), "")
        .figure("complete_some_lost_masks", masks, "")
        .figure(
            "complete_some_lost_projected_s",
            (sparse.agree() + sparse.subtract()) * masks / sparse.masks(),
            "s");
  }

  private SecureTerms terms(GroupTerms group) {
    return new SecureTerms("bench", 2, values, CHUNK_VALUES, group);
  }
}
