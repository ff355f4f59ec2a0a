package io.fedlog.runtime.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.UpdateSeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateUploadTest {

  private static final int LEAF = 65_536;
  private static final int BYTES = 2 * LEAF + 1_000;
  private static final int PARTITIONS = 3;
  private static final String ROUND = "spring-0001";
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  private final SchemaDirectory schemas = new FingerprintDirectory();
  private final MockProducer<String, byte[]> producer = producer();

  @Test
  void shouldCutAtChunkBoundaries_whenTheLastChunkIsShort() throws Exception {
    byte[] payload = floats(BYTES / 4, 0.5f);

    upload(payload, BYTES, LEAF);

    assertThat(producer.history()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      ProducerRecord<String, byte[]> record = producer.history().get(i);
      UpdateChunk chunk = (UpdateChunk) body(record);
      byte[] expected = Arrays.copyOfRange(payload, i * LEAF, Math.min(BYTES, (i + 1) * LEAF));
      assertThat(chunk.getChunkIndex()).isEqualTo(i);
      assertThat(chunk.getChunkCount()).isEqualTo(3);
      assertThat(chunk.getAttemptId()).isEqualTo(77);
      assertThat(chunk.getWeight()).isEqualTo(1);
      assertThat(bytes(chunk.getPayload())).isEqualTo(expected);
      assertThat(bytes(chunk.getDigest())).isEqualTo(leaf(expected));
      assertThat(record.key()).isEqualTo("store 7#" + i);
      assertThat(record.topic()).isEqualTo("fl.updates." + ROUND);
      assertThat(record.partition()).isEqualTo(Placement.partition(ROUND, i, PARTITIONS));
    }
  }

  @Test
  void shouldSealOnlyAfterTheLastAcknowledgement_whenChunksAreAcknowledgedOneByOne()
      throws Exception {
    byte[] payload = floats(BYTES / 4, 0.5f);

    CompletableFuture<Void> done = upload(payload, BYTES, LEAF);
    producer.completeNext();
    producer.completeNext();
    assertThat(producer.history()).hasSize(3);
    producer.completeNext();

    assertThat(producer.history()).hasSize(4);
    ProducerRecord<String, byte[]> last = producer.history().get(3);
    UpdateSeal seal = (UpdateSeal) body(last);
    byte[] root =
        node(
            node(
                leaf(Arrays.copyOf(payload, LEAF)),
                leaf(Arrays.copyOfRange(payload, LEAF, 2 * LEAF))),
            leaf(Arrays.copyOfRange(payload, 2 * LEAF, BYTES)));
    assertThat(bytes(seal.getRootDigest())).isEqualTo(root);
    assertThat(seal.getUpdateBytes()).isEqualTo(BYTES);
    assertThat(seal.getAttemptNumber()).isEqualTo(2);
    assertThat(seal.getVouchedFor()).isEqualTo("a token's subject");
    assertThat(seal.getTrainingSamples()).isEqualTo(12);
    assertThat(seal.getMetrics()).isEqualTo(Map.of("loss", 0.25));
    assertThat(seal.getSealedAt()).isEqualTo(NOW);
    assertThat(seal.getSignature()).isNull();
    assertThat(last.key()).isEqualTo("store 7#seal");
    assertThat(last.partition()).isEqualTo(Placement.partition(ROUND, 0, PARTITIONS));
    assertThat(done).isNotDone();
    producer.completeNext();
    assertThat(done).isCompleted();
  }

  @Test
  void shouldSendNothing_whenTheUpdateHoldsNaN() {
    byte[] payload = floats(BYTES / 4, 0.5f);
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).putFloat(LEAF + 40, Float.NaN);

    CompletableFuture<Void> done = upload(payload, BYTES, LEAF);

    assertThatThrownBy(done::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            UpdateRefusedException.class, e -> assertThat(e.reason()).isEqualTo("not_finite"))
        .hasMessageContainingAll("store 7", ROUND, "chunk 1");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldCutByTheModelsChunks_whenTheUpdateTravelsInHalves() throws Exception {
    byte[] payload = new byte[BYTES / 2]; // halves of 1.0
    for (int i = 1; i < payload.length; i += 2) {
      payload[i] = 0x3c;
    }

    CompletableFuture<Void> done = upload(payload, halves());
    for (int i = 0; i < 4; i++) {
      producer.completeNext();
    }

    assertThat(done).isCompleted();
    int half = LEAF / 2;
    byte[][] parts = {
      Arrays.copyOf(payload, half),
      Arrays.copyOfRange(payload, half, LEAF),
      Arrays.copyOfRange(payload, LEAF, BYTES / 2)
    };
    for (int i = 0; i < 3; i++) {
      UpdateChunk chunk = (UpdateChunk) body(producer.history().get(i));
      assertThat(bytes(chunk.getPayload())).isEqualTo(parts[i]);
      assertThat(bytes(chunk.getDigest())).isEqualTo(leaf(parts[i]));
    }
    UpdateSeal seal = (UpdateSeal) body(producer.history().get(3));
    assertThat(seal.getUpdateBytes()).isEqualTo(BYTES / 2);
    assertThat(bytes(seal.getRootDigest()))
        .isEqualTo(node(node(leaf(parts[0]), leaf(parts[1])), leaf(parts[2])));
  }

  @Test
  void shouldSendNothing_whenAHalfIsInfinite() {
    byte[] payload = new byte[BYTES / 2];
    payload[LEAF / 2 + 9] = 0x7c;

    assertThatThrownBy(upload(payload, halves())::join)
        .hasMessageContainingAll("not_finite", "chunk 1", "value 4 is Infinity");
    assertThatThrownBy(upload(new byte[BYTES], halves())::join)
        .hasMessageContainingAll("wrong_length", "expected " + BYTES / 2, "got " + BYTES);
    assertThat(producer.history()).isEmpty();
  }

  private static RoundDefinition halves() {
    return RoundDefinition.newBuilder(definition(BYTES, LEAF))
        .setUpdateEncoding(UpdateEncoding.FLOAT16)
        .build();
  }

  @Test
  void shouldSendNothing_whenTheLengthIsWrong() {
    CompletableFuture<Void> done = upload(floats(3, 0.5f), BYTES, LEAF);

    assertThatThrownBy(done::join)
        .hasMessageContainingAll("wrong_length", "expected " + BYTES, "got 12");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void shouldNeverSeal_whenAChunkIsNotTaken() {
    CompletableFuture<Void> done = upload(floats(BYTES / 4, 0.5f), BYTES, LEAF);

    producer.completeNext();
    producer.errorNext(new TimeoutException("no answer for 120000 ms"));
    producer.completeNext();

    assertThatThrownBy(done::join)
        .cause()
        .isInstanceOf(UploadFailedException.class)
        .hasMessageContainingAll("attempt 2", "store 7", ROUND, "no answer for 120000 ms");
    assertThat(producer.history()).hasSize(3);
  }

  @Test
  void shouldKeepFewBytesUnderWay_whenTheUpdateIsLarge() {
    int chunk = 8 * LEAF;
    int chunks = 12;

    CompletableFuture<Void> done =
        upload(floats(chunk / 4 * chunks, 1f), (long) chunk * chunks, chunk);

    assertThat(producer.history()).hasSize(UpdateUpload.MOST_BYTES_UNDER_WAY / chunk);
    while (producer.completeNext()) {
      assertThat(done).isNotCompletedExceptionally();
    }
    assertThat(producer.history()).hasSize(chunks + 1);
    assertThat(done).isCompleted();
  }

  @Test
  void shouldReadTheSameBytes_whenThePayloadIsAFile(@TempDir Path folder) throws IOException {
    byte[] payload = floats(BYTES / 4, 0.25f);
    Path file = Files.write(folder.resolve("update"), payload);

    UpdatePayload kept = UpdatePayload.of(file);

    assertThat(kept.bytes()).isEqualTo(BYTES);
    assertThat(bytes(kept.read(LEAF, 1_000)))
        .isEqualTo(Arrays.copyOfRange(payload, LEAF, LEAF + 1_000));
  }

  private CompletableFuture<Void> upload(byte[] payload, long updateBytes, int chunkBytes) {
    return upload(payload, definition(updateBytes, chunkBytes));
  }

  private CompletableFuture<Void> upload(byte[] payload, RoundDefinition round) {
    UpdateUpload upload =
        new UpdateUpload(producer, schemas, SealSigner.unsigned(), () -> NOW, Runnable::run);
    return upload.upload(
        new UploadRequest(
            round,
            "store 7",
            new Attempt(77, 2),
            UpdatePayload.of(payload),
            1,
            12,
            Map.of("loss", 0.25),
            null,
            null,
            "a token's subject"));
  }

  private Object body(ProducerRecord<String, byte[]> record) {
    return RecordCodec.of(Topics.updates(ROUND), schemas).decode(record.value()).getBody();
  }

  private static RoundDefinition definition(long updateBytes, int chunkBytes) {
    return RoundDefinition.newBuilder()
        .setRoundId(ROUND)
        .setModelType("sales_forecast")
        .setMethod("fedavg")
        .setMethodParameters(new HashMap<>())
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(updateBytes / 4)
        .setUpdateBytes(updateBytes)
        .setChunkBytes(chunkBytes)
        .setChunkCount((int) ((updateBytes + chunkBytes - 1) / chunkBytes))
        .setGrid(new Grid(40, 1000.0, 0, 1L, 100, 1))
        .setUpdatesTopic("fl.updates." + ROUND)
        .setMinStores(1)
        .setThreshold("0.8")
        .setJoinWindowMs(1_000L)
        .setDeadlineMs(60_000L)
        .setCreatedAt(NOW)
        .setCreatedBy("test")
        .build();
  }

  private static MockProducer<String, byte[]> producer() {
    Node node = new Node(0, "localhost", 9092);
    List<PartitionInfo> partitions =
        IntStream.range(0, PARTITIONS)
            .mapToObj(
                p ->
                    new PartitionInfo(
                        "fl.updates." + ROUND, p, node, new Node[] {node}, new Node[] {node}))
            .toList();
    Cluster cluster =
        new Cluster("test", List.of(node), partitions, java.util.Set.of(), java.util.Set.of());
    return new MockProducer<>(
        cluster, false, null, new StringSerializer(), new ByteArraySerializer());
  }

  private static byte[] floats(int count, float value) {
    ByteBuffer bytes = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(value * (i % 100));
    }
    return bytes.array();
  }

  /** RFC 9162, 2.1.1: a leaf is hashed after a zero byte, a node after a one. */
  private static byte[] leaf(byte[] content) throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update((byte) 0);
    return sha.digest(content);
  }

  private static byte[] node(byte[] left, byte[] right) throws NoSuchAlgorithmException {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update((byte) 1);
    sha.update(left);
    return sha.digest(right);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
