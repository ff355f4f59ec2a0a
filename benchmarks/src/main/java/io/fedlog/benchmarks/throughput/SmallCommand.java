package io.fedlog.benchmarks.throughput;

import io.fedlog.benchmarks.report.Bar;
import io.fedlog.benchmarks.report.BenchmarkCommand;
import io.fedlog.benchmarks.report.Machine;
import io.fedlog.benchmarks.report.Progress;
import io.fedlog.benchmarks.report.Report;
import io.fedlog.benchmarks.system.AggregatorOptions;
import io.fedlog.benchmarks.system.JavaProcess;
import io.fedlog.benchmarks.system.PausedRounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.runtime.upload.Ed25519SealSigner;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many small updates one aggregator takes in a second, seals unsigned and signed. */
@Command(
    name = "small",
    description = "Updates a second of the whole topology, with many small updates.",
    mixinStandardHelpOptions = true)
public final class SmallCommand extends BenchmarkCommand {

  @Option(names = "--parameters", description = "Of the model, float32 (${DEFAULT-VALUE}).")
  private int parameters = 1000;

  @Option(names = "--stores", description = "That upload unsigned (${DEFAULT-VALUE}).")
  private int stores = 100_000;

  @Option(names = "--signed-stores", description = "That upload signed (${DEFAULT-VALUE}).")
  private int signedStores = 100_000;

  @Option(names = "--warm-up", description = "Stores of each round before (${DEFAULT-VALUE}).")
  private int warmStores = 10_000;

  @Option(names = "--threads", description = "FL_STREAM_THREADS (${DEFAULT-VALUE}).")
  private int threads = 2;

  @Mixin private final AggregatorOptions jvm = new AggregatorOptions("1g");

  @Override
  protected Report measure(Progress progress) throws Exception {
    Report report = new Report("small", Machine.here());
    if (stores > 0) {
      unsigned(progress, report);
    }
    if (signedStores > 0) {
      signed(progress, report);
    }
    return report
        .figure("threads", threads, "")
        .note(
            "An update is a chunk of "
                + 4L * parameters
                + " bytes and a seal. All lie on the log before the aggregator reads the first;"
                + " its time runs from the first fetch to the round's last state, in which it"
                + " and the broker share the cores. The yardsticks run alone.");
  }

  private void unsigned(Progress progress, Report report) throws Exception {
    try (Workbench bench = Workbench.open(Map.of());
        Backlog backlog =
            new Backlog(
                bench,
                bench.aggregator("a", jvm.heap(), PausedRounds.environment(threads), jvm.options()),
                progress,
                parameters,
                stores)) {
      backlog.warmUp(warmStores, seal -> seal);
      Backlog.Result result = backlog.measure(seal -> seal, () -> {}, report);
      double topology = stores / result.madeSeconds();
      double consumer = stores / result.raw().seconds();
      report
          .figure("updates_s", topology, "1/s")
          .figure("consumer_updates_s", consumer, "1/s")
          .figure("consumer_and_sum_updates_s", stores / result.summed().seconds(), "1/s")
          .figure("producer_updates_s", stores / result.produceSeconds(), "1/s")
          .figure("vs_consumer", topology / consumer, "x", Bar.atLeast(0.25))
          .figure("vs_consumer_and_sum", topology * result.summed().seconds() / stores, "x")
          .figure("vs_producer", topology * result.produceSeconds() / stores, "x")
          .figure("cpu_us_an_update", 1e6 * result.cpuSeconds() / stores, "us")
          .figure("to_decision", result.decidedSeconds(), "s")
          .figure("to_model", result.madeSeconds(), "s");
    }
  }

  private void signed(Progress progress, Report report) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Ed25519SealSigner signer =
        new Ed25519SealSigner(SignedAggregatorMain.KEY_ID, pair.getPrivate());
    int cores = Runtime.getRuntime().availableProcessors();
    Map<String, String> environment = new HashMap<>(PausedRounds.environment(threads));
    environment.put(
        SignedAggregatorMain.KEY,
        Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    try (Workbench bench = Workbench.open(Map.of())) {
      environment.putAll(bench.aggregatorEnvironment("signed"));
      JavaProcess aggregator =
          JavaProcess.start(
              "signed",
              SignedAggregatorMain.class.getName(),
              jvm.heap(),
              environment,
              jvm.options(),
              bench.directory().resolve("signed.log"));
      try (Backlog backlog = new Backlog(bench, aggregator, progress, parameters, signedStores)) {
        backlog.warmUp(Math.min(warmStores, signedStores / 10), signer::sign);
        double[] checks = new double[1];
        Backlog.Result result =
            backlog.measure(signer::sign, () -> checks[0] = checks(pair, cores), report);
        double topology = signedStores / result.madeSeconds();
        report
            .figure("signed_updates_s", topology, "1/s")
            .figure("signature_checks_s", checks[0], "1/s")
            .figure("signed_vs_checks", topology / checks[0], "x", Bar.atLeast(0.8))
            .figure("signed_cpu_us_an_update", 1e6 * result.cpuSeconds() / signedStores, "us")
            .figure("signed_to_decision", result.decidedSeconds(), "s")
            .figure("signed_to_model", result.madeSeconds(), "s");
      }
    }
  }

  private static double checks(KeyPair pair, int cores) {
    try {
      return SignatureChecks.perSecond(pair, cores);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot check signatures", e);
    }
  }
}
