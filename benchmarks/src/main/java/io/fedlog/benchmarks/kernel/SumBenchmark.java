package io.fedlog.benchmarks.kernel;

import io.fedlog.learning.exact.ExactSum;
import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The exact sum of payloads with weights, every check of their values included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SumBenchmark {
  @Param("1048576")
  public int elements;

  @Param({"1", "2"})
  public int lanes;

  private List<ByteBuffer> payloads = List.of();
  private long[] weights = {};
  private ExactSum sum = new ExactSum(Updates.grid(1), NumberFormat.FLOAT32, 0);

  @Setup
  public void draw() {
    payloads = Updates.payloads(Updates.COUNT, elements);
    weights = Updates.weights(Updates.COUNT);
    sum = new ExactSum(Updates.grid(lanes), NumberFormat.FLOAT32, elements);
    sum.addAll(payloads, weights);
  }

  /** Each update in a pass of its own. */
  @Benchmark
  public ExactSum oneByOne() {
    for (int i = 0; i < weights.length; i++) {
      sum.add(payloads.get(i), weights[i]);
    }
    return sum;
  }

  /** All updates in one pass. */
  @Benchmark
  public ExactSum together() {
    sum.addAll(payloads, weights);
    return sum;
  }
}
