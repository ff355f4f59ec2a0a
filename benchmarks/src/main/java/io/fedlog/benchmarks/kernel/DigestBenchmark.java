package io.fedlog.benchmarks.kernel;

import io.fedlog.learning.digest.TreeHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The digest of a 512 KiB chunk, and SHA-256 of the same bytes in one call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class DigestBenchmark {
  private byte[] chunk = {};

  @Setup
  public void draw() {
    chunk = Updates.bytes(0, ChunkRecords.ELEMENTS);
  }

  @Benchmark
  public byte[] treeHash() {
    return TreeHash.of(chunk);
  }

  @Benchmark
  public byte[] sha256() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(chunk);
  }
}
