package io.fedlog.benchmarks.replay;

import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.ModelSink;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ServerStep;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One model made again: its hash and how long it took. */
final class MadeAgain implements ModelSink {
  private final TreeMap<Integer, byte[]> roots = new TreeMap<>();
  private @Nullable String failure;
  private double seconds;

  private MadeAgain() {}

  /** Makes it; the time is that from opening the consumers to the last chunk's hash. */
  static MadeAgain of(Workbench bench, DecidedModel decided) {
    MadeAgain again = new MadeAgain();
    long start = System.nanoTime();
    try (LogModelMaker maker =
        LogModelMaker.of(bench.kafka(), bench.schemas(), Workbench.PARTITIONS, null)) {
      maker.make(List.of(decided), again);
    }
    again.seconds = (System.nanoTime() - start) / 1e9;
    return again;
  }

  @Override
  public void made(DecidedModel of, int chunk, ServerStep step, int updates) {
    roots.put(chunk, TreeHash.of(step.model()));
  }

  @Override
  public void failed(DecidedModel of, int chunk, String reason) {
    failure = "chunk " + chunk + ": " + reason;
  }

  double seconds() {
    return seconds;
  }

  /** The model's hash, or why there is none. */
  String sha256() {
    return failure == null ? TreeHash.hex(TreeHash.compose(List.copyOf(roots.values()))) : failure;
  }
}
