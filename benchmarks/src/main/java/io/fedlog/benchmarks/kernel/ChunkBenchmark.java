package io.fedlog.benchmarks.kernel;

import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.Methods;
import io.fedlog.schemas.UpdateChunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One update, chunk by chunk: from its records, and from its payloads alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ChunkBenchmark {
  @Param("1048576")
  public int elements;

  private ChunkRecords records = new ChunkRecords(0);
  private final List<ByteBuffer> payloads = new ArrayList<>();
  private final List<ChunkAggregate> sums = new ArrayList<>();

  @Setup
  public void encode() {
    records = new ChunkRecords(elements / ChunkRecords.ELEMENTS);
    for (int chunk = 0; chunk < records.count(); chunk++) {
      payloads.add(records.chunk(chunk).getPayload());
      sums.add(
          Methods.streamed("weighted")
              .newAggregate(
                  new ChunkTerms(
                      Encoding.FLOAT32,
                      Updates.grid(1),
                      chunk,
                      Float.BYTES * ChunkRecords.ELEMENTS,
                      Map.of())));
    }
  }

  /** The payloads are at hand. */
  @Benchmark
  public List<ChunkAggregate> sumAlone() {
    for (int chunk = 0; chunk < payloads.size(); chunk++) {
      ChunkRecords.add(sums.get(chunk), payloads.get(chunk));
    }
    return sums;
  }

  /** The records' bytes are at hand; everything is checked but the digest. */
  @Benchmark
  public List<ChunkAggregate> decodeCheckSum() {
    for (int index = 0; index < records.count(); index++) {
      UpdateChunk chunk = records.chunk(index);
      if (!records.isInPlace(index, chunk)) {
        throw new IllegalStateException("chunk " + index + " is not in its place");
      }
      ChunkRecords.add(sums.get(index), chunk.getPayload());
    }
    return sums;
  }
}
