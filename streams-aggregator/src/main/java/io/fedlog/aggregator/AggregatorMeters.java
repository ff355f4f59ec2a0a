package io.fedlog.aggregator;

import io.fedlog.aggregator.chunks.SumMemory;
import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.runtime.meters.KafkaMeters;
import io.fedlog.runtime.meters.ProcessMeters;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** All that one aggregator shows: its work, its stream threads, its other Kafka clients. */
final class AggregatorMeters implements AutoCloseable {
  private final ProcessMeters process = new ProcessMeters();
  private final AggregatorFigures figures = new AggregatorFigures(process.registry());
  private @Nullable KafkaStreamsMetrics streamsMetrics;

  AggregatorFigures figures() {
    return figures;
  }

  KafkaMeters kafka() {
    return process.kafka();
  }

  String scrape() {
    return process.scrape();
  }

  /** Shows what belongs to the running topology; before its threads start. */
  void watch(KafkaStreams streams, SumMemory memory, StreamsSettings settings) {
    process.stateDisk(settings.stateDir());
    AggregatorFigures.showSumMemory(process.registry(), memory::usedBytes, memory.limitBytes());
    ProcessMeters.gauge(
        process.registry(),
        "fedlog.running",
        "aggregators",
        "1 while this one's stream threads run, else 0",
        () -> streams.state() == KafkaStreams.State.RUNNING ? 1 : 0);
    streamsMetrics = new KafkaStreamsMetrics(streams, List.of(Tag.of(KafkaMeters.PART, "streams")));
    streamsMetrics.bindTo(process.registry());
  }

  /** A consumer beside those of the stream threads; its figures go when it is closed. */
  Consumer<byte[], byte[]> consumer(String part, Properties properties) {
    return process.kafka().consumer(part, properties, new ByteArrayDeserializer());
  }

  /** The one producer beside those of the stream threads; its figures go with the registry. */
  Producer<String, byte[]> producer(String part, Properties properties) {
    KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    AutoCloseable unused = process.kafka().watch(part, producer);
    return producer;
  }

  @Override
  public void close() {
    if (streamsMetrics != null) {
      streamsMetrics.close();
    }
    process.close();
  }
}
