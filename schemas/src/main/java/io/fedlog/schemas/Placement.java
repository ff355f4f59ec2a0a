package io.fedlog.schemas;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/**
 * Where a chunk lies: partition {@code (hash(round id) + chunk index) mod P}, with Kafka's murmur2
 * over the id's UTF-8 bytes, made positive by clearing the sign bit. One round's chunks go round
 * all partitions, and rounds of one chunk spread over them.
 */
public final class Placement {
  private Placement() {}

  /** The partition, from 0 to {@code partitions - 1}, of chunk {@code chunkIndex} of a round. */
  public static int partition(String roundId, int chunkIndex, int partitions) {
    if (chunkIndex < 0) {
      throw new IllegalArgumentException("chunkIndex is 0 or more, but was " + chunkIndex + ".");
    }
    return (first(roundId, partitions) + chunkIndex % partitions) % partitions;
  }

  /** How many of a round's chunks 0 to {@code chunkCount - 1} lie in one partition. */
  public static int chunksIn(String roundId, int partition, int chunkCount, int partitions) {
    int lowest = lowestChunk(roundId, partition, partitions);
    return lowest >= chunkCount ? 0 : (chunkCount - 1 - lowest) / partitions + 1;
  }

  /** The indices, ascending, of a round's chunks that lie in one partition. */
  public static IntStream chunks(String roundId, int partition, int chunkCount, int partitions) {
    int lowest = lowestChunk(roundId, partition, partitions);
    return IntStream.range(0, chunksIn(roundId, partition, chunkCount, partitions))
        .map(nth -> lowest + nth * partitions);
  }

  private static int lowestChunk(String roundId, int partition, int partitions) {
    int first = first(roundId, partitions);
    if (partition < 0 || partition >= partitions) {
      throw new IllegalArgumentException(
          "partition is from 0 to " + (partitions - 1) + ", but was " + partition + ".");
    }
    return Math.floorMod(partition - first, partitions);
  }

  private static int first(String roundId, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions is 1 or more, but was " + partitions + ".");
    }
    int hash = Utils.murmur2(roundId.getBytes(StandardCharsets.UTF_8));
    return Utils.toPositive(hash) % partitions;
  }
}
