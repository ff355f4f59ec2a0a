package io.fedlog.benchmarks.methods;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The yardstick: one pass over the bytes of the same updates, in chunks and on threads alike. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PassBenchmark {
  @Param("10")
  public int updates;

  @Param("10000000")
  public int parameters;

  private final Workers workers = new Workers();
  private CutUpdates cohort = new CutUpdates(0, 0, Float.BYTES);

  @Setup
  public void draw() {
    cohort = new CutUpdates(updates, parameters, CutUpdates.CHUNK_BYTES);
  }

  @Benchmark
  public long pass() throws InterruptedException {
    return new BytePass(cohort).read(workers);
  }

  @TearDown
  public void close() {
    workers.close();
  }
}
