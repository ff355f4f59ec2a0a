package io.fedlog.benchmarks.system;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Many stores' updates, written as fast as a producer can. Payloads are a few arrays drawn once and
 * used in turns, so that making them is no part of what is measured; every record is a valid one of
 * its own, and what the model must be is known.
 */
public final class Load implements AutoCloseable {
  /** Payloads repeat after this many chunks, and after this many stores. */
  public static final int DISTINCT = 4;

  private static final int LEAST_BATCH = 16 << 10;
  private static final int MOST_BATCH = 1 << 20;

  private final RoundDefinition definition;
  private final int partitions;
  private final RecordCodec<UpdateRecord> codec;
  private final Producer<String, byte[]> producer;
  private final UnaryOperator<UpdateSeal> signer;
  private final List<byte[]> payloads = new ArrayList<>();
  private final List<byte[]> digests = new ArrayList<>();
  private final Set<Integer> begun = new HashSet<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /**
   * @param signer gives each seal its signature, or leaves it as it is
   */
  public Load(
      RoundDefinition definition,
      int partitions,
      KafkaSettings kafka,
      SchemaDirectory schemas,
      UnaryOperator<UpdateSeal> signer) {
    this.definition = definition;
    this.partitions = partitions;
    this.codec = RecordCodec.of(Topics.updates(definition.getRoundId()), schemas);
    this.signer = signer;
    int length = (int) Math.min(definition.getChunkBytes(), definition.getUpdateBytes());
    int batch = Math.min(MOST_BATCH, Math.max(LEAST_BATCH, 2 * length));
    this.producer =
        new KafkaProducer<>(
            Yardstick.producer(kafka, "bench-load", batch),
            new StringSerializer(),
            new ByteArraySerializer());
    for (int i = 0; i < DISTINCT; i++) {
      payloads.add(draw(length, i));
      digests.add(TreeHash.of(payloads.get(i)));
    }
  }

  private static byte[] draw(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.remaining() >= Float.BYTES) {
      bytes.putFloat((float) (random.nextDouble() * 2 - 1));
    }
    return bytes.array();
  }

  /** The weight of a store's update, where updates are weighed by samples. */
  public static long weight(int store) {
    return 1L + store % 100;
  }

  public static String storeId(int store) {
    return "store-" + store;
  }

  /** Writes all chunks of one store, then its seal; returns before they are acknowledged. */
  public void update(int store) {
    chunks(store, 0, definition.getChunkCount());
    seal(store);
  }

  /** Writes some chunks of one store. */
  public void chunks(int store, int from, int to) {
    for (int chunk = from; chunk < to; chunk++) {
      send(
          Placement.partition(definition.getRoundId(), chunk, partitions),
          Keys.chunk(storeId(store), chunk),
          new UpdateRecord(chunk(store, chunk)));
    }
  }

  /** Writes the seal of one store. */
  public void seal(int store) {
    send(
        Placement.partition(definition.getRoundId(), 0, partitions),
        Keys.seal(storeId(store)),
        new UpdateRecord(signer.apply(sealOf(store))));
  }

  /** Waits until everything written is acknowledged. */
  public void flush() {
    producer.flush();
    Exception failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("The broker did not take an update", failed);
    }
  }

  /** The payload of one chunk; the last may be shorter. */
  public ByteBuffer payload(int store, int chunk) {
    return ByteBuffer.wrap(payloads.get(which(store, chunk)), 0, length(chunk)).slice();
  }

  private UpdateChunk chunk(int store, int chunk) {
    boolean whole = length(chunk) == payloads.get(0).length;
    ByteBuffer payload = payload(store, chunk);
    byte[] digest = whole ? digests.get(which(store, chunk)) : TreeHash.of(payload);
    return new UpdateChunk(
        definition.getRoundId(),
        storeId(store),
        (long) store,
        chunk,
        definition.getChunkCount(),
        definition.getBase() == null ? 0L : definition.getBase().getVersion(),
        weighed(store),
        ByteBuffer.wrap(digest),
        payload);
  }

  private UpdateSeal sealOf(int store) {
    List<byte[]> roots = new ArrayList<>();
    for (int chunk = 0; chunk < definition.getChunkCount(); chunk++) {
      boolean whole = length(chunk) == payloads.get(0).length;
      roots.add(whole ? digests.get(which(store, chunk)) : TreeHash.of(payload(store, chunk)));
    }
    return UpdateSeal.newBuilder()
        .setRoundId(definition.getRoundId())
        .setModelType(definition.getModelType())
        .setStoreId(storeId(store))
        .setAttemptId(store)
        .setAttemptNumber(1)
        .setChunkCount(definition.getChunkCount())
        .setUpdateBytes(definition.getUpdateBytes())
        .setBaseVersion(definition.getBase() == null ? 0L : definition.getBase().getVersion())
        .setWeight(weighed(store))
        .setRootDigest(ByteBuffer.wrap(TreeHash.compose(roots)))
        .setTrainingSamples(weight(store))
        .setMetrics(Map.of("loss", 0.5))
        .setSealedAt(Instant.EPOCH)
        .build();
  }

  private long weighed(int store) {
    return definition.getWeighting() == Weighting.EQUAL ? 1 : weight(store);
  }

  private int length(int chunk) {
    long start = (long) chunk * definition.getChunkBytes();
    return (int) Math.min(definition.getChunkBytes(), definition.getUpdateBytes() - start);
  }

  private static int which(int store, int chunk) {
    return (store + chunk) % DISTINCT;
  }

  private void send(int partition, String key, UpdateRecord value) {
    var unused =
        producer.send(
            new ProducerRecord<>(definition.getUpdatesTopic(), partition, key, codec.encode(value)),
            (metadata, failed) -> {
              if (failed != null) {
                failure.compareAndSet(null, failed);
              }
            });
    if (begun.add(partition)) {
      producer.flush(); // as Yardstick says
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
