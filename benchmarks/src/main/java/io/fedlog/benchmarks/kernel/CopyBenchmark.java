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

/** The second yardstick: the updates' bytes, copied one update after the other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class CopyBenchmark {
  @Param("1048576")
  public int elements;

  private final byte[][] updates = new byte[Updates.COUNT][];
  private byte[] target = {};

  @Setup
  public void draw() {
    for (int update = 0; update < updates.length; update++) {
      updates[update] = Updates.bytes(update, elements);
    }
    target = new byte[Float.BYTES * elements];
  }

  @Benchmark
  public byte[] copy() {
    for (byte[] update : updates) {
      System.arraycopy(update, 0, target, 0, target.length);
    }
    return target;
  }
}
