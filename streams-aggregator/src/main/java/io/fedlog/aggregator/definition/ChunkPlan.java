package io.fedlog.aggregator.definition;

import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.learning.method.AggregationMethod;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.ChunkTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.staleness.WindowMix;
import io.fedlog.learning.staleness.WindowSum;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;

/** What a definition means for one partition: which chunks lie there and how each is summed. */
public final class ChunkPlan {
  private final RoundDefinition definition;
  private final int partition;
  private final int partitions;
  private final int first;
  private final int[] chunks;

  /** The plan of {@code definition} for one of {@code partitions} partitions. */
  public ChunkPlan(RoundDefinition definition, int partition, int partitions) {
    this.definition = definition;
    this.partition = partition;
    this.partitions = partitions;
    this.first = Placement.partition(definition.getRoundId(), 0, partitions);
    this.chunks =
        Placement.chunks(definition.getRoundId(), partition, definition.getChunkCount(), partitions)
            .toArray();
  }

  public RoundDefinition definition() {
    return definition;
  }

  /** Indices of the chunks that lie here, ascending. */
  public int[] chunks() {
    return chunks.clone();
  }

  /** How many chunks of each update lie here. */
  public int chunkCount() {
    return chunks.length;
  }

  /** Which of the chunks that lie here chunk {@code index} is, from 0. */
  public int placeOf(int index) {
    if (partitionOf(index) != partition) {
      throw new IllegalArgumentException(
          "chunk " + index + " is not in partition " + partition + "; expected one that is");
    }
    return (index - chunks[0]) / partitions;
  }

  /** The partition that chunk {@code index} belongs to. */
  public int partitionOf(int index) {
    return (first + index % partitions) % partitions;
  }

  /** The version that updates must have been trained from; 0 for none. */
  public long baseVersion() {
    return definition.getBase() == null ? 0 : definition.getBase().getVersion();
  }

  /** Largest weight an update may bear. */
  public long maxWeight() {
    return definition.getWeighting() == Weighting.EQUAL ? 1 : definition.getGrid().getMaxWeight();
  }

  /** The method that makes the model. */
  public AggregationMethod method() {
    return Methods.named(definition.getMethod());
  }

  /** What the method must know of one chunk. */
  public ChunkTerms terms(int index) {
    return new ChunkTerms(
        TermsReader.encoding(definition),
        TermsReader.grid(definition),
        index,
        payloadBytes(index),
        definition.getMethodParameters());
  }

  /** An empty aggregate of one chunk, if the method streams. */
  public ChunkAggregate newAggregate(int index) {
    return Methods.streamed(definition.getMethod()).newAggregate(terms(index));
  }

  /** Bytes of a parameter; 1 for TEXT. */
  public int numberBytes() {
    return switch (definition.getEncoding()) {
      case TEXT -> 1;
      case FLOAT32 -> Float.BYTES;
      case FLOAT64 -> Double.BYTES;
    };
  }

  /** Whether its decisions are windows. */
  public boolean hasWindows() {
    return definition.getWindows() != null;
  }

  /** An empty sum of one chunk of one window; only for a round that has them. */
  public WindowSum newWindowSum(int index) {
    NumberFormat format =
        definition.getEncoding() == Encoding.FLOAT32 ? NumberFormat.FLOAT32 : NumberFormat.FLOAT64;
    return new WindowSum(
        WindowSum.gridOf(TermsReader.grid(definition), definition.getWindows().getUpdates()),
        format,
        payloadBytes(index) / format.bytes());
  }

  /** How a window's updates move the model; only for a round that has windows. */
  public WindowMix windowMix() {
    return WindowsReader.mix(definition.getWindows());
  }

  private int payloadBytes(int index) {
    if (definition.getEncoding() == Encoding.TEXT) {
      return Math.toIntExact(definition.getUpdateBytes());
    }
    long start = (long) index * definition.getChunkBytes();
    return Math.toIntExact(
        Math.min(definition.getChunkBytes(), definition.getUpdateBytes() - start));
  }
}
