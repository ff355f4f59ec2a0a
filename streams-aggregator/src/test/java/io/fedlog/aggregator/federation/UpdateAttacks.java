package io.fedlog.aggregator.federation;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Uploads that have something wrong with them. */
final class UpdateAttacks {
  private static final float[] ODD_VALUES = {
    Float.NaN,
    Float.intBitsToFloat(0xffc12345),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    1e38f,
    -Float.MAX_VALUE,
    Math.nextUp(1024f),
    1024f,
    -1024f,
    Float.MIN_VALUE,
    -Float.MIN_NORMAL,
    1e-40f,
    -0f
  };
  private static final String LONG_NAME = "n".repeat(300_000);

  private final RandomGenerator random;
  private final SchemaDirectory schemas;
  private final RecordCodec<UpdateRecord> codec;

  UpdateAttacks(RandomGenerator random, SchemaDirectory schemas) {
    this.random = random;
    this.schemas = schemas;
    this.codec = RecordCodec.of(Topics.updates("any"), schemas);
  }

  /** The records of one spoiled upload by a store of its own. */
  List<ProducerRecord<String, byte[]>> next(RoundDefinition round, String storeId) {
    Update update = draw(round, storeId);
    List<ProducerRecord<String, byte[]>> records =
        new ArrayList<>(update.records(round, 1, schemas));
    int seal = records.size() - 1;
    int chunk = random.nextInt(seal);
    switch (random.nextInt(8)) {
      case 0, 1 -> set(records, chunk, spoiled(records, chunk));
      case 2 -> set(records, seal, spoiled(records, seal));
      case 3 -> set(records, chunk, withOddField((UpdateChunk) decode(records.get(chunk))));
      case 4 -> set(records, chunk, withOddValue((UpdateChunk) decode(records.get(chunk))));
      case 5 -> set(records, seal, withOddField((UpdateSeal) decode(records.get(seal))));
      case 6 -> records.set(chunk, withKey(records.get(chunk), oddKey(storeId)));
      default -> {
        return outOfOrder(round, update, records);
      }
    }
    return records;
  }

  private Update draw(RoundDefinition round, String storeId) {
    return Update.draw(storeId, (int) round.getParameterCount(), random.nextLong());
  }

  private List<ProducerRecord<String, byte[]>> outOfOrder(
      RoundDefinition round, Update update, List<ProducerRecord<String, byte[]>> records) {
    List<ProducerRecord<String, byte[]>> all = new ArrayList<>(records);
    switch (random.nextInt(10)) {
      case 0 -> all.addAll(records);
      case 1 -> Collections.reverse(all);
      case 2 -> Collections.shuffle(all, new Random(random.nextLong()));
      case 3 -> all.remove(random.nextInt(all.size()));
      case 4 -> all.addAll(update.retry(random.nextLong(), 2).records(round, 1, schemas));
      case 5 -> {
        all.remove(0);
        all.addAll(update.retry(random.nextLong(), 2).records(round, 1, schemas));
      }
      case 6 -> { // one attempt, other values
        Update other = draw(round, update.storeId());
        all.addAll(
            new Update(other.storeId(), update.attemptId(), 1, other.values(), other.weight())
                .records(round, 1, schemas));
        Collections.shuffle(all, new Random(random.nextLong()));
      }
      case 7 -> { // more attempts than are followed
        for (int n = 0; n < 9; n++) {
          all.add(update.retry(random.nextLong(), 2).records(round, 1, schemas).get(0));
        }
      }
      case 8 -> { // an impostor is there first
        all.addAll(0, draw(round, update.storeId()).records(round, 1, schemas));
        all.remove(random.nextInt(records.size()));
      }
      default -> {
        RoundDefinition other = RoundDefinition.newBuilder(round).setRoundId("another").build();
        all.replaceAll(
            record -> {
              int n = records.indexOf(record);
              return set(record, update.records(other, 1, schemas).get(n).value());
            });
      }
    }
    return all;
  }

  private byte[] withOddField(UpdateChunk good) {
    UpdateChunk.Builder chunk = UpdateChunk.newBuilder(good);
    switch (random.nextInt(10)) {
      case 0 -> chunk.setRoundId(oddName(good.getRoundId()));
      case 1 -> chunk.setStoreId(oddName(good.getStoreId()));
      case 2 -> chunk.setAttemptId(random.nextLong());
      case 3 -> chunk.setChunkIndex(oddInt());
      case 4 -> chunk.setChunkCount(oddInt());
      case 5 -> chunk.setBaseVersion(oddLong());
      case 6 -> chunk.setWeight(oddLong());
      case 7 -> chunk.setDigest(noise(random.nextInt(3) == 0 ? random.nextInt(100) : 32));
      case 8 -> {
        byte[] other = noise(random.nextInt(good.getPayload().remaining() + 9)).array();
        chunk.setPayload(ByteBuffer.wrap(other)).setDigest(ByteBuffer.wrap(TreeHash.of(other)));
      }
      default -> chunk.setPayload(noise(good.getPayload().remaining()));
    }
    return codec.encode(new UpdateRecord(chunk.build()));
  }

  private byte[] withOddValue(UpdateChunk good) {
    byte[] payload = new byte[good.getPayload().remaining()];
    good.getPayload().duplicate().get(payload);
    for (int n = random.nextInt(3); n >= 0; n--) {
      ByteBuffer.wrap(payload)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putFloat(
              4 * random.nextInt(payload.length / 4),
              ODD_VALUES[random.nextInt(ODD_VALUES.length)]);
    }
    return codec.encode(
        new UpdateRecord(
            UpdateChunk.newBuilder(good)
                .setPayload(ByteBuffer.wrap(payload))
                .setDigest(ByteBuffer.wrap(TreeHash.of(payload)))
                .build()));
  }

  private byte[] withOddField(UpdateSeal good) {
    UpdateSeal.Builder seal = UpdateSeal.newBuilder(good);
    switch (random.nextInt(12)) {
      case 0 -> seal.setRoundId(oddName(good.getRoundId()));
      case 1 -> seal.setStoreId(oddName(good.getStoreId()));
      case 2 -> seal.setModelType(oddName(good.getModelType()));
      case 3 -> seal.setAttemptId(random.nextLong());
      case 4 -> seal.setAttemptNumber(oddInt());
      case 5 -> seal.setChunkCount(oddInt());
      case 6 -> seal.setUpdateBytes(oddLong());
      case 7 -> seal.setBaseVersion(oddLong());
      case 8 -> seal.setWeight(oddLong());
      case 9 -> seal.setTrainingSamples(oddLong());
      case 10 -> seal.setRootDigest(noise(random.nextInt(3) == 0 ? random.nextInt(100) : 32));
      default -> seal.setMetrics(oddMetrics());
    }
    return codec.encode(new UpdateRecord(seal.build()));
  }

  private Map<String, Double> oddMetrics() {
    return switch (random.nextInt(4)) {
      case 0 -> Map.of("loss", Double.NaN, "accuracy", Double.NEGATIVE_INFINITY);
      case 1 -> Map.of("", 1.0);
      case 2 -> Map.of(LONG_NAME, 1.0);
      default ->
          IntStream.range(0, 70).boxed().collect(Collectors.toMap(i -> "m" + i, i -> (double) i));
    };
  }

  private String oddName(String good) {
    return switch (random.nextInt(7)) {
      case 0 -> "";
      case 1 -> LONG_NAME;
      case 2 -> good + "#1";
      case 3 -> good + "\u0000";
      case 4 -> "é".repeat(121);
      case 5 -> good.substring(1);
      default -> good + "-";
    };
  }

  private String oddKey(String storeId) {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> storeId;
      case 2 -> Keys.chunk(storeId, 7);
      case 3 -> Keys.chunk(storeId + "x", 0);
      case 4 -> LONG_NAME;
      default -> Keys.seal(storeId);
    };
  }

  private int oddInt() {
    int[] odd = {-1, 0, 1, 2, 3, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE};
    return odd[random.nextInt(odd.length)];
  }

  private long oddLong() {
    long[] odd = {-1, 0, 1, 9, 1 << 17, (1 << 17) + 1, Long.MAX_VALUE, Long.MIN_VALUE};
    return odd[random.nextInt(odd.length)];
  }

  private ByteBuffer noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private byte[] spoiled(List<ProducerRecord<String, byte[]>> records, int n) {
    return Spoiled.bytes(
        random, records.get(n).value(), records.get(random.nextInt(records.size())).value());
  }

  private Object decode(ProducerRecord<String, byte[]> record) {
    return codec.decode(record.value()).getBody();
  }

  private static void set(List<ProducerRecord<String, byte[]>> records, int n, byte[] value) {
    records.set(n, set(records.get(n), value));
  }

  private static ProducerRecord<String, byte[]> set(
      ProducerRecord<String, byte[]> record, byte[] value) {
    return new ProducerRecord<>(record.topic(), record.partition(), record.key(), value);
  }

  private static ProducerRecord<String, byte[]> withKey(
      ProducerRecord<String, byte[]> record, String key) {
    return new ProducerRecord<>(record.topic(), record.partition(), key, record.value());
  }
}
