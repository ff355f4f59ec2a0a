package io.fedlog.standalone.installation;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.StoreMetric;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.WindowEntry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a round with windows of sales forecasts (32-bit parameters) left on the log, and its
 * versions worked out anew from the updates, in plain doubles. Every window has made its version.
 */
final class WindowReplay {
  private static final double WEIGHT_UNITS = 1 << 20;

  private final String roundId;
  private final TreeMap<Long, Decision> decisions = new TreeMap<>();
  private final Map<Long, TreeMap<Integer, double[]>> models = new HashMap<>();
  private final Map<String, TreeMap<Integer, UpdateChunk>> updates = new HashMap<>();
  private final Map<String, Map<String, Double>> told = new HashMap<>();
  private final List<Long> chain = new ArrayList<>();

  private WindowReplay(String roundId) {
    this.roundId = roundId;
  }

  /** Reads all that the round has left. */
  static WindowReplay read(String bootstrapServers, String roundId) {
    WindowReplay log = new WindowReplay(roundId);
    all(bootstrapServers, Topics.ROUND_CONTROL, order -> log.take(order.getOrder()));
    all(bootstrapServers, Topics.GLOBAL_MODELS, record -> log.take(record.getBody()));
    all(bootstrapServers, Topics.updates(roundId), record -> log.take(record.getBody()));
    all(bootstrapServers, Topics.STORE_METRICS, log::take);
    log.chain.add(log.decisions.firstEntry().getValue().getWindow().getBaseVersion());
    log.decisions.values().forEach(decision -> log.chain.add(decision.getVersion()));
    return log;
  }

  private void take(Object body) {
    if (body instanceof Decision decision && decision.getRoundId().equals(roundId)) {
      decisions.put(decision.getWindow().getNumber(), decision);
    } else if (body instanceof ModelChunk chunk && chunk.getModelType().equals("sales_forecast")) {
      models
          .computeIfAbsent(chunk.getVersion(), version -> new TreeMap<>())
          .put(chunk.getChunkIndex(), numbers(chunk.getPayload()));
    } else if (body instanceof UpdateChunk chunk) {
      updates
          .computeIfAbsent(chunk.getStoreId() + " " + chunk.getAttemptId(), id -> new TreeMap<>())
          .put(chunk.getChunkIndex(), chunk);
    } else if (body instanceof StoreMetric metric && metric.getPhase().equals("aggregate")) {
      Double before =
          told.computeIfAbsent(
                  metric.getModelVersion() + " " + metric.getStoreId(), id -> new HashMap<>())
              .put(metric.getMetricName(), metric.getMetricValue());
      if (before != null) {
        throw new AssertionError("told twice: " + metric);
      }
    }
  }

  /** In the order of the windows. */
  List<Decision> decisions() {
    return List.copyOf(decisions.values());
  }

  /** A version as it is on the log. */
  double[] published(long version) {
    return models.get(version).values().stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** What fl.metrics.stores says of a store's update in a version. */
  Map<String, Double> told(long version, String storeId) {
    return told.getOrDefault(version + " " + storeId, Map.of());
  }

  /** By how many versions of the round the update's own base is behind. */
  int staleness(Decision decision, WindowEntry entry) {
    long base = update(entry).get(0).getBaseVersion();
    return chain.indexOf(decision.getVersion()) - 1 - chain.indexOf(base);
  }

  /** The version as FedBuff has it: what the updates moved from their bases, by weight. */
  double[] workedOut(Decision decision, DoubleUnaryOperator stalenessWeight) {
    double[] model = published(chain.get(chain.indexOf(decision.getVersion()) - 1));
    double[] moved = new double[model.length];
    double weights = 0;
    for (WindowEntry entry : decision.getWindow().getEntries()) {
      TreeMap<Integer, UpdateChunk> update = update(entry);
      double[] base = published(update.get(0).getBaseVersion());
      double stale =
          Math.rint(stalenessWeight.applyAsDouble(staleness(decision, entry)) * WEIGHT_UNITS)
              / WEIGHT_UNITS;
      int i = 0;
      for (UpdateChunk chunk : update.values()) {
        for (double value : numbers(chunk.getPayload())) {
          moved[i] += stale * chunk.getWeight() * (value - base[i]);
          i++;
        }
      }
      weights += update.get(0).getWeight();
    }
    for (int i = 0; i < model.length; i++) {
      model[i] += moved[i] / weights;
    }
    return model;
  }

  private TreeMap<Integer, UpdateChunk> update(WindowEntry entry) {
    return updates.get(entry.getStoreId() + " " + entry.getAttemptId());
  }

  private static double[] numbers(ByteBuffer payload) {
    float[] values = new float[payload.remaining() / Float.BYTES];
    payload.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static <T extends SpecificRecord> void all(
      String bootstrapServers, Topic<T> topic, Consumer<T> reader) {
    RecordCodec<T> codec = RecordCodec.of(topic, new FingerprintDirectory());
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    properties.put("isolation.level", "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(
                record -> {
                  if (record.value() != null) {
                    reader.accept(codec.decode(record.value()));
                  }
                });
      }
    }
  }
}
