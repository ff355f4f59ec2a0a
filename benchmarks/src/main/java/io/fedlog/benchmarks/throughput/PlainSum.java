package io.fedlog.benchmarks.throughput;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The yardstick: what any aggregator must do with a record, and nothing else. Decodes it, compares
 * its digest and adds it to its sum. Not thread-safe.
 */
final class PlainSum implements Consumer<ConsumerRecord<byte[], byte[]>> {
  private final RecordCodec<UpdateRecord> codec;
  private final List<ChunkAggregate> sums = new ArrayList<>();
  private long weight;
  private int stores;

  PlainSum(RoundDefinition round, SchemaDirectory schemas) {
    codec = RecordCodec.of(Topics.updates(round.getRoundId()), schemas);
    ChunkPlan plan = new ChunkPlan(round, 0, Workbench.PARTITIONS);
    for (int chunk = 0; chunk < round.getChunkCount(); chunk++) {
      sums.add(plan.newAggregate(chunk));
    }
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (!(codec.decode(record.value()).getBody() instanceof UpdateChunk chunk)) {
      return;
    }
    if (!ByteBuffer.wrap(TreeHash.of(chunk.getPayload())).equals(chunk.getDigest())) {
      throw new IllegalStateException(
          "the digest of the record at " + record.offset() + " differs");
    }
    sums.get(chunk.getChunkIndex()).add(chunk.getPayload(), chunk.getWeight());
    if (chunk.getChunkIndex() == 0) {
      weight += chunk.getWeight();
      stores++;
    }
  }

  /** The hash of the model that these updates make. */
  String sha256() {
    List<byte[]> roots = new ArrayList<>();
    for (ChunkAggregate sum : sums) {
      roots.add(TreeHash.of(sum.finalise(new FinaliseTerms(weight, stores, null, null))));
    }
    return TreeHash.hex(TreeHash.compose(roots));
  }
}
