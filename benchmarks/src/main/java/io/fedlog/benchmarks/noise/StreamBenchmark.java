package io.fedlog.benchmarks.noise;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The yardstick: uniform words added to as many sums, one each. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class StreamBenchmark {
  static final int WORDS = 1 << 16;

  private static final NoiseKey KEY = new NoiseKey(new byte[NoiseKey.BYTES]);

  private final long[] sums = new long[WORDS];
  private int chunk;

  static NoiseStream stream(int chunk) {
    return KEY.stream("bench", ByteBuffer.allocate(Integer.BYTES).putInt(chunk).array());
  }

  @Benchmark
  @OperationsPerInvocation(WORDS)
  public long[] words() {
    NoiseStream stream = stream(chunk++);
    for (int i = 0; i < WORDS; i++) {
      sums[i] += stream.nextLong();
    }
    return sums;
  }
}
