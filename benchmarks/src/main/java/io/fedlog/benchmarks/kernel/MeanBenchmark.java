package io.fedlog.benchmarks.kernel;

import io.fedlog.learning.exact.ExactSum;
import io.fedlog.learning.exact.NumberFormat;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.openjdk.jmh.infra.Blackhole;

/** Sums of chunks, made the bytes of a model. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class MeanBenchmark {
  @Param("1048576")
  public int elements;

  @Param({"1", "2"})
  public int lanes;

  private final List<ExactSum> chunks = new ArrayList<>();
  private long totalWeight;

  @Setup
  public void add() {
    long[] weights = Updates.weights(Updates.COUNT);
    for (int chunk = 0; chunk < elements / ChunkRecords.ELEMENTS; chunk++) {
      ExactSum sum = new ExactSum(Updates.grid(lanes), NumberFormat.FLOAT32, ChunkRecords.ELEMENTS);
      sum.addAll(Updates.payloads(Updates.COUNT, ChunkRecords.ELEMENTS), weights);
      chunks.add(sum);
    }
    totalWeight = Arrays.stream(weights).sum();
  }

  @Benchmark
  public void mean(Blackhole result) {
    for (ExactSum chunk : chunks) {
      result.consume(chunk.mean(totalWeight));
    }
  }
}
