package io.fedlog.benchmarks.kernel;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The yardstick: the same number of updates, added to doubles one after the other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PlainBenchmark {
  @Param("1048576")
  public int elements;

  private final float[][] updates = new float[Updates.COUNT][];
  private double[] sum = {};

  @Setup
  public void draw() {
    for (int update = 0; update < updates.length; update++) {
      updates[update] = Updates.array(update, elements);
    }
    sum = new double[elements];
  }

  @Benchmark
  public double[] plain() {
    for (float[] update : updates) {
      add(update, sum);
    }
    return sum;
  }

  private static void add(float[] update, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += update[i];
    }
  }
}
