package io.fedlog.aggregator.replay;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateSummary;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the chunks of a round's updates were when they were admitted: their roots, which stand in
 * the summaries on the round log. Read by several threads once it is filled.
 */
final class AdmittedRoots implements ChunkRoots {
  /** What an entry costs beside its bytes, about. */
  private static final int ENTRY_BYTES = 200;

  private final String roundId;
  private final int partitions;
  private final Map<Place, byte[]> roots = new HashMap<>();
  private long bytes;

  private record Place(String storeId, long attemptId, int partition) {}

  AdmittedRoots(String roundId, int partitions) {
    this.roundId = roundId;
    this.partitions = partitions;
  }

  /** Reads them from a round's partition of the round log. */
  static AdmittedRoots read(LogSource log, ReplayedRound round) {
    AdmittedRoots admitted = new AdmittedRoots(round.roundId(), log.partitions(Topics.ROUND_LOG));
    log.read(
        Topics.ROUND_LOG,
        round.partition(),
        entry -> {
          RoundLogEntry read = entry.readable();
          if (read != null && round.roundId().equals(read.getRoundId())) {
            admitted.add(read);
          }
        });
    return admitted;
  }

  /** Takes in an entry of the round; how many bytes that takes. */
  int add(RoundLogEntry entry) {
    if (!(entry.getEvent() instanceof UpdateSummary summary) || summary.getReason() != null) {
      return 0;
    }
    ByteBuffer said = summary.getChunkRoots().duplicate();
    byte[] own = new byte[said.remaining()];
    said.get(own);
    roots.putIfAbsent(
        new Place(summary.getStoreId(), summary.getAttemptId(), summary.getPartition()), own);
    int taken = own.length + ENTRY_BYTES;
    bytes += taken;
    return taken;
  }

  /** What all of them take, about. */
  int bytes() {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  @Override
  public byte @Nullable [] root(String storeId, long attemptId, int chunk) {
    int partition = Placement.partition(roundId, chunk, partitions);
    byte[] own = roots.get(new Place(storeId, attemptId, partition));
    int from = chunk / partitions * TreeHash.HASH_BYTES; // chunks of a partition are P apart
    return own == null || own.length < from + TreeHash.HASH_BYTES
        ? null
        : Arrays.copyOfRange(own, from, from + TreeHash.HASH_BYTES);
  }
}
