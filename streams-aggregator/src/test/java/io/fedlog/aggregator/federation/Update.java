package io.fedlog.aggregator.federation;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Placement;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/** One store's attempt, as the records that upload it. Values and weight are drawn from a seed. */
record Update(String storeId, long attemptId, int attemptNumber, float[] values, long weight) {

  /** Making one takes longer than encoding many records. */
  private static final Map<SchemaDirectory, RecordCodec<UpdateRecord>> CODECS =
      new ConcurrentHashMap<>();

  static Update draw(String storeId, int parameters, long seed) {
    Random random = new Random(seed);
    float[] values = new float[parameters];
    for (int i = 0; i < parameters; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new Update(storeId, random.nextLong(), 1, values, 1 + random.nextInt(1000));
  }

  Update retry(long attemptId, int number) {
    return new Update(storeId, attemptId, number, values, weight);
  }

  Update withValue(int index, float value) {
    float[] changed = values.clone();
    changed[index] = value;
    return new Update(storeId, attemptId, attemptNumber, changed, weight);
  }

  /** The local steps that its seal states: 1 to 9. */
  long steps() {
    return 1 + Math.floorMod(attemptId, 9L);
  }

  /** The rows that its seal states: its weight, or where all weigh 1 from 1 to 500. */
  long samples() {
    return weight == 1 ? 1 + Math.floorMod(attemptId, 500L) : weight;
  }

  /** The same values with another weight. */
  Update weighing(long other) {
    return new Update(storeId, attemptId, attemptNumber, values, other);
  }

  byte[] payload() {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }

  /** The chunks' payloads. */
  List<byte[]> parts(RoundDefinition definition) {
    int numbers = definition.getChunkBytes() / Float.BYTES;
    List<byte[]> parts = new ArrayList<>();
    for (int from = 0; from < values.length; from += numbers) {
      int to = Math.min(values.length, from + numbers);
      parts.add(PlainEncoding.encode(definition, Arrays.copyOfRange(values, from, to)));
    }
    return parts;
  }

  /** The values that the round's encoding leaves of it. */
  Update decoded(RoundDefinition definition) {
    float[] decoded = new float[values.length];
    int at = 0;
    for (byte[] part : parts(definition)) {
      int numbers = Math.min(values.length - at, definition.getChunkBytes() / Float.BYTES);
      float[] came = Objects.requireNonNull(PlainEncoding.decode(definition, numbers, part));
      System.arraycopy(came, 0, decoded, at, numbers);
      at += numbers;
    }
    return new Update(storeId, attemptId, attemptNumber, decoded, weight);
  }

  /** The chunks, and the seal as the last. */
  List<ProducerRecord<String, byte[]>> records(
      RoundDefinition definition, int partitions, SchemaDirectory schemas) {
    boolean silent = definition.getPrivacy() != null;
    Map<String, Double> metrics =
        silent ? Map.of() : Map.of("loss", 0.5, "local_steps", (double) steps());
    return records(definition, partitions, schemas, metrics);
  }

  /** The same, with other metrics in the seal. */
  List<ProducerRecord<String, byte[]>> records(
      RoundDefinition definition,
      int partitions,
      SchemaDirectory schemas,
      Map<String, Double> metrics) {
    RecordCodec<UpdateRecord> codec =
        CODECS.computeIfAbsent(
            schemas, s -> RecordCodec.of(Topics.updates(definition.getRoundId()), s));
    List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
    List<byte[]> parts = parts(definition);
    long base = definition.getBase() == null ? 0 : definition.getBase().getVersion();
    for (int chunk = 0; chunk < definition.getChunkCount(); chunk++) {
      byte[] part = parts.get(chunk);
      UpdateChunk value =
          new UpdateChunk(
              definition.getRoundId(),
              storeId,
              attemptId,
              chunk,
              definition.getChunkCount(),
              base,
              weight,
              ByteBuffer.wrap(TreeHash.of(part)),
              ByteBuffer.wrap(part));
      records.add(
          record(
              definition,
              Placement.partition(definition.getRoundId(), chunk, partitions),
              Keys.chunk(storeId, chunk),
              codec.encode(new UpdateRecord(value))));
    }
    UpdateSeal seal =
        UpdateSeal.newBuilder()
            .setRoundId(definition.getRoundId())
            .setModelType(definition.getModelType())
            .setStoreId(storeId)
            .setAttemptId(attemptId)
            .setAttemptNumber(attemptNumber)
            .setChunkCount(definition.getChunkCount())
            .setUpdateBytes(parts.stream().mapToLong(part -> part.length).sum())
            .setBaseVersion(base)
            .setWeight(weight)
            .setRootDigest(
                ByteBuffer.wrap(TreeHash.compose(parts.stream().map(TreeHash::of).toList())))
            .setTrainingSamples(definition.getPrivacy() == null ? samples() : 0)
            .setMetrics(metrics)
            .setSealedAt(Instant.EPOCH)
            .build();
    records.add(
        record(
            definition,
            Placement.partition(definition.getRoundId(), 0, partitions),
            Keys.seal(storeId),
            codec.encode(new UpdateRecord(seal))));
    return records;
  }

  private static ProducerRecord<String, byte[]> record(
      RoundDefinition definition, int partition, String key, byte[] value) {
    return new ProducerRecord<>(definition.getUpdatesTopic(), partition, key, value);
  }
}
