package io.fedlog.aggregator.replay;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSummary;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose update is not what it was when it was admitted: the round log has the root of
 * every chunk that counted, in the summaries of its attempts.
 */
final class Culprits {
  private final LogSource log;
  private final int partitions;

  /** A chunk of an update. */
  private record Place(String storeId, long attemptId, int chunk) {}

  Culprits(LogSource log) {
    this.log = log;
    this.partitions = log.partitions(Topics.ROUND_LOG);
  }

  /** Names the stores whose updates of these chunks are missing or changed. */
  void name(Findings findings, DecidedModel model, List<Integer> chunks) {
    String roundId = findings.round().roundId();
    Map<String, Long> cohort = DecidedCohort.of(model);
    Map<Place, ByteBuffer> admitted = admitted(findings.round(), cohort, chunks);
    Map<Place, Set<ByteBuffer>> there = new HashMap<>();
    for (int partition :
        chunks.stream().map(c -> Placement.partition(roundId, c, partitions)).distinct().toList()) {
      log.read(
          Topics.updates(roundId),
          partition,
          entry -> {
            UpdateRecord record = entry.readable();
            if (record != null && record.getBody() instanceof UpdateChunk chunk) {
              Place place =
                  new Place(chunk.getStoreId(), chunk.getAttemptId(), chunk.getChunkIndex());
              if (admitted.containsKey(place)) {
                there
                    .computeIfAbsent(place, p -> new HashSet<>())
                    .add(ByteBuffer.wrap(TreeHash.of(chunk.getPayload())));
              }
            }
          });
    }
    admitted.forEach((place, root) -> name(findings, place, root, there.get(place)));
  }

  private static void name(
      Findings findings, Place place, ByteBuffer root, @Nullable Set<ByteBuffer> there) {
    String what =
        "chunk %d of the update of store %s, attempt %d"
            .formatted(place.chunk(), place.storeId(), place.attemptId());
    if (there == null) {
      findings.differs(what, "it on the log", "none");
    } else if (!there.contains(root)) {
      findings.differs(
          what,
          "the root %s, as its summary has it".formatted(FieldDifferences.text(root)),
          FieldDifferences.text(there.iterator().next()));
    }
  }

  /** What the summaries say that the cohort's chunks were. */
  private Map<Place, ByteBuffer> admitted(
      ReplayedRound round, Map<String, Long> cohort, List<Integer> chunks) {
    Map<Place, ByteBuffer> admitted = new HashMap<>();
    int count = round.definition().getChunkCount();
    log.read(
        Topics.ROUND_LOG,
        round.partition(),
        entry -> {
          RoundLogEntry read = entry.timestamp() < round.definedAt() ? null : entry.readable();
          if (read == null
              || !(read.getEvent() instanceof UpdateSummary summary)
              || !round.roundId().equals(read.getRoundId())
              || !Long.valueOf(summary.getAttemptId()).equals(cohort.get(summary.getStoreId()))
              || summary.getReason() != null) {
            return;
          }
          ByteBuffer roots = summary.getChunkRoots().duplicate();
          int[] of =
              Placement.chunks(round.roundId(), summary.getPartition(), count, partitions)
                  .toArray();
          for (int i = 0; i < of.length && roots.remaining() >= TreeHash.HASH_BYTES; i++) {
            byte[] root = new byte[TreeHash.HASH_BYTES];
            roots.get(root);
            if (chunks.contains(of[i])) {
              admitted.putIfAbsent(
                  new Place(summary.getStoreId(), summary.getAttemptId(), of[i]),
                  ByteBuffer.wrap(root));
            }
          }
        });
    return admitted;
  }
}
