package io.fedlog.aggregator.chunks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RegistryDirectory;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BaseChunksTest {
  private static final byte[] PAYLOAD = {0, 0, 64, 65, 0, 0, 64, 65}; // 12 and 12

  private final FingerprintDirectory schemas = new FingerprintDirectory();
  private final SchemaDirectory unreachable =
      new RegistryDirectory(Map.of("schema.registry.url", "http://127.0.0.1:1"));
  private boolean away;
  private final Codecs codecs =
      Codecs.with(
          new SchemaDirectory() {
            @Override
            public int idOf(String subject, Schema schema) {
              return schemas.idOf(subject, schema);
            }

            @Override
            public Schema byId(int id) {
              return away ? unreachable.byId(id) : schemas.byId(id);
            }
          });
  private final Queue<ModelReader.Found> answers = new ArrayDeque<>();
  private final Map<String, byte[]> log =
      Map.of("m/1", encoded(manifest()), "m/1/0", encoded(chunk()));
  private final SumMemory memory = new SumMemory(1 << 20);
  private final SumMemory.Share share = memory.open();
  private final LiveRound round = new LiveRound(new ChunkPlan(definition(), 0, 1), share);
  private final BaseChunks bases = new BaseChunks(reader(), codecs, share);

  @Test
  void shouldAskAgain_whenTheRegistryDoesNotAnswer() {
    ChunkSum sum = round.known(0);
    away = true;
    assertThat(bases.isReady(round, 0, sum)).isFalse();
    bases.take();
    bases.take();
    assertThat(bases.isReady(round, 0, sum)).isFalse();

    away = false;
    bases.take();

    assertThat(bases.isReady(round, 0, sum)).isTrue();
    assertThat(sum.broken).isNull();
    assertThat(sum.base).isEqualTo(ByteBuffer.wrap(PAYLOAD));
  }

  @Test
  void shouldTakeRoom_untilTheChunkIsMade() {
    ChunkSum sum = round.known(0);
    assertThat(memory.usedBytes()).isZero();

    assertThat(bases.isReady(round, 0, sum)).isFalse();

    // The base's 8 bytes, and 8 doubles for each of 2 parameters: with a header of 16 an array.
    assertThat(memory.usedBytes()).isEqualTo(8 + 16 + 8 * (16 + 16));
    sum.close();
    assertThat(memory.usedBytes()).isZero();
  }

  private ModelReader reader() {
    return new ModelReader() {
      @Override
      public void request(Wanted wanted) {
        answers.add(new Found(wanted, log.get(wanted.key())));
      }

      @Override
      public @Nullable Found next() {
        return answers.poll();
      }

      @Override
      public void close() {}
    };
  }

  private byte[] encoded(Object body) {
    return codecs.models().encode(new ModelRecord(body));
  }

  private static ModelChunk chunk() {
    return new ModelChunk(
        "m",
        1L,
        0,
        ByteBuffer.wrap(TreeHash.of(ByteBuffer.wrap(PAYLOAD))),
        ByteBuffer.wrap(PAYLOAD),
        null);
  }

  private static ModelManifest manifest() {
    return ModelManifest.newBuilder()
        .setModelType("m")
        .setVersion(1)
        .setRoundId("before")
        .setBaseVersion(null)
        .setMethod("fedavg")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(2)
        .setModelBytes(8)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setSha256("00")
        .setCohortSize(1)
        .setTotalWeight(1)
        .setPublishedAt(Instant.EPOCH)
        .build();
  }

  private static RoundDefinition definition() {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setBase(new ModelReference("m", 1L, "00"))
        .setMethod("fedadam")
        .setWeighting(Weighting.EQUAL)
        .setEncoding(Encoding.FLOAT32)
        .setLayout(List.of(new Tensor("w", List.of(2))))
        .setParameterCount(2)
        .setUpdateBytes(8)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setGrid(new Grid(24, 1024.0, 0, 1L, 100, 1))
        .setUpdatesTopic(Topics.updates("r").name())
        .setTargetCount(1)
        .setTargetPages(1)
        .setMinStores(1)
        .setThreshold("1.0")
        .setJoinWindowMs(60_000)
        .setDeadlineMs(120_000)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }
}
