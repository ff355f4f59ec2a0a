package io.fedlog.benchmarks.noise;

import io.fedlog.learning.noise.DiscreteGaussian;
import io.fedlog.learning.noise.DiscreteLaplace;
import io.fedlog.learning.noise.DiscreteNoise;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.learning.noise.Scale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Noise added to a chunk of 512 KiB of sums; every chunk has a stream of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class NoiseBenchmark {
  @Param({"3", "1000", "1048576", "17179869184"})
  public long scale;

  private final long[] sums = new long[StreamBenchmark.WORDS];
  private DiscreteNoise laplace = new DiscreteLaplace(Scale.of(1));
  private DiscreteNoise gaussian = new DiscreteGaussian(Scale.of(1));
  private int chunk;

  @Setup
  public void scale() {
    laplace = new DiscreteLaplace(Scale.of(scale));
    gaussian = new DiscreteGaussian(Scale.of(scale));
  }

  @Benchmark
  @OperationsPerInvocation(StreamBenchmark.WORDS)
  public long[] laplace() {
    return addTo(laplace);
  }

  @Benchmark
  @OperationsPerInvocation(StreamBenchmark.WORDS)
  public long[] gaussian() {
    return addTo(gaussian);
  }

  private long[] addTo(DiscreteNoise noise) {
    NoiseStream stream = StreamBenchmark.stream(chunk++);
    noise.addTo(sums, 0, sums.length, stream);
    return sums;
  }
}
