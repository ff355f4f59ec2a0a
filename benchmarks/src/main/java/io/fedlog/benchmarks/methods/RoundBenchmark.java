package io.fedlog.benchmarks.methods;

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
import org.openjdk.jmh.annotations.TearDown;

/** One round by a method, in the chunks that the method asks for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RoundBenchmark {
  @Param("median")
  public String method = "";

  @Param("10")
  public int updates;

  @Param("10000000")
  public int parameters;

  private final Workers workers = new Workers();
  private CutUpdates cohort = new CutUpdates(0, 0, Float.BYTES);
  private List<byte[]> model = List.of();

  @Setup
  public void draw() {
    cohort = new CutUpdates(updates, parameters, ChunkedRound.chunkBytes(method));
  }

  @Benchmark
  public List<byte[]> round() throws InterruptedException {
    model =
        new ChunkedRound(method, MeasuredMethods.parameters(method, parameters), cohort)
            .make(workers);
    return model;
  }

  /** Fails the run when the last model is wrong. */
  @TearDown
  public void check() {
    workers.close();
    ModelCheck.require(method, cohort, model);
  }
}
