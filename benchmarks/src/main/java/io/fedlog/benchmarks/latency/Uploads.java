package io.fedlog.benchmarks.latency;

import io.fedlog.benchmarks.system.Rounds;
import io.fedlog.benchmarks.system.Workbench;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of equal size with target stores, and their stores' uploads. All stores send the same
 * values, compressed, so that a thousand updates of a megabyte cost the disk next to nothing: what
 * is timed comes after them.
 */
final class Uploads implements AutoCloseable {
  private final Workbench bench;
  private final int stores;
  private final int parameters;
  private final KafkaProducer<String, byte[]> producer;
  private final RecordCodec<UpdateRecord> codec;
  private final RecordCodec<RoundRecord> rounds;
  private final List<byte[]> chunks = new ArrayList<>();
  private final List<byte[]> digests = new ArrayList<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Uploads(Workbench bench, int stores, int parameters) {
    this.bench = bench;
    this.stores = stores;
    this.parameters = parameters;
    Properties properties = bench.kafka().producer("bench-uploads");
    properties.setProperty("compression.type", "lz4");
    properties.setProperty("batch.size", Integer.toString(1 << 20));
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    this.codec = RecordCodec.of(Topics.updates("any"), bench.schemas());
    this.rounds = RecordCodec.of(Topics.ROUNDS, bench.schemas());
    byte[] model = values(parameters);
    for (int from = 0; from < model.length; from += Rounds.CHUNK_BYTES) {
      chunks.add(
          Arrays.copyOfRange(model, from, Math.min(model.length, from + Rounds.CHUNK_BYTES)));
      digests.add(TreeHash.of(chunks.get(chunks.size() - 1)));
    }
  }

  private static byte[] values(int parameters) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * parameters).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < parameters; i++) {
      bytes.putFloat((i / 1024) % 16 / 16f);
    }
    return bytes.array();
  }

  /** Writes a round and its target stores, without waiting; its topic must be there. */
  RoundDefinition define(String roundId, String modelType) {
    RoundDefinition definition =
        Rounds.of(roundId, modelType, parameters, stores)
            .setTargetCount(stores)
            .setTargetPages(1)
            .setThreshold("1.0")
            .setJoinWindowMs(Duration.ofHours(1).toMillis())
            .build();
    List<String> ids = IntStream.range(0, stores).mapToObj(Uploads::storeId).toList();
    propose(roundId, new RoundRecord(definition));
    propose(
        Keys.targets(roundId, 0), new RoundRecord(new RoundTargets(roundId, modelType, 0, ids)));
    return definition;
  }

  private void propose(String key, RoundRecord record) {
    var unused =
        producer.send(new ProducerRecord<>(Topics.ROUNDS.name(), key, rounds.encode(record)));
  }

  /** Writes all chunks of one store; returns before they are acknowledged. */
  void chunks(RoundDefinition round, int store) {
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      UpdateChunk value =
          new UpdateChunk(
              round.getRoundId(),
              storeId(store),
              1L,
              chunk,
              chunks.size(),
              0L,
              1L,
              ByteBuffer.wrap(digests.get(chunk)),
              ByteBuffer.wrap(chunks.get(chunk)));
      var unused =
          send(round, chunk, Keys.chunk(storeId(store), chunk), value, (metadata, failure) -> {});
    }
  }

  /** Writes the seal of one store. */
  Future<RecordMetadata> seal(RoundDefinition round, int store, Callback acknowledged) {
    UpdateSeal seal =
        UpdateSeal.newBuilder()
            .setRoundId(round.getRoundId())
            .setModelType(round.getModelType())
            .setStoreId(storeId(store))
            .setAttemptId(1)
            .setAttemptNumber(1)
            .setChunkCount(chunks.size())
            .setUpdateBytes(round.getUpdateBytes())
            .setBaseVersion(0)
            .setWeight(1)
            .setRootDigest(ByteBuffer.wrap(TreeHash.compose(digests)))
            .setTrainingSamples(1)
            .setMetrics(Map.of("loss", 0.5))
            .setSealedAt(Instant.EPOCH)
            .build();
    return send(round, 0, Keys.seal(storeId(store)), seal, acknowledged);
  }

  private Future<RecordMetadata> send(
      RoundDefinition round, int chunk, String key, Object body, Callback acknowledged) {
    return producer.send(
        new ProducerRecord<>(
            round.getUpdatesTopic(),
            Placement.partition(round.getRoundId(), chunk, Workbench.PARTITIONS),
            key,
            codec.encode(new UpdateRecord(body))),
        (metadata, failed) -> {
          if (failed != null) {
            failure.compareAndSet(null, failed);
          }
          acknowledged.onCompletion(metadata, failed);
        });
  }

  /** Waits until everything written is acknowledged. */
  void flush() {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("The broker did not take an upload", failed);
    }
  }

  /** The hash of the model of every round: the mean of equal updates is each of them. */
  String modelSha256() {
    return TreeHash.hex(TreeHash.compose(digests));
  }

  /** Deletes what was uploaded to a round that is over. */
  void delete(RoundDefinition round) throws InterruptedException, ExecutionException {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int partition = 0; partition < Workbench.PARTITIONS; partition++) {
      all.put(
          new TopicPartition(round.getUpdatesTopic(), partition), RecordsToDelete.beforeOffset(-1));
    }
    bench.admin().deleteRecords(all).all().get();
  }

  private static String storeId(int store) {
    return "store-" + store;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
