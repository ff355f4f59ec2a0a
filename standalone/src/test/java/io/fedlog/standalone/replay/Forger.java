package io.fedlog.standalone.replay;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.SchemaDirectory;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Somebody with the right to write who puts other records in the place of what was published. */
final class Forger {
  private final KafkaSettings kafka;
  private final SchemaDirectory schemas = new FingerprintDirectory();

  Forger(String bootstrap) {
    this.kafka = KafkaSettings.at(bootstrap);
  }

  /** Changes a byte of a chunk, and its digest with it. */
  void replaceChunk(String key) throws InterruptedException, ExecutionException {
    ModelChunk chunk = (ModelChunk) newest(Topics.GLOBAL_MODELS, key).getBody();
    byte[] bytes = new byte[chunk.getPayload().remaining()];
    chunk.getPayload().duplicate().get(bytes);
    bytes[0] ^= 1;
    send(
        Topics.GLOBAL_MODELS,
        key,
        new ModelRecord(
            ModelChunk.newBuilder(chunk)
                .setPayload(ByteBuffer.wrap(bytes))
                .setDigest(ByteBuffer.wrap(TreeHash.of(bytes)))
                .build()));
  }

  /** Has a round count one late chunk more. */
  void countOneLateChunk(String roundId) throws InterruptedException, ExecutionException {
    RoundMetrics metrics = newest(Topics.ROUND_METRICS, roundId);
    send(
        Topics.ROUND_METRICS,
        roundId,
        RoundMetrics.newBuilder(metrics).setChunksLate(metrics.getChunksLate() + 1).build());
  }

  private <T extends SpecificRecord> T newest(Topic<T> topic, String key) {
    try (LogScan scan = LogScan.open(kafka, schemas, "forger-reads")) {
      LogRecord<T> record = scan.newest(topic).get(key);
      return Objects.requireNonNull(record, key).value();
    }
  }

  private <T extends SpecificRecord> void send(Topic<T> topic, String key, T value)
      throws InterruptedException, ExecutionException {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            kafka.producer("forger"), new StringSerializer(), new ByteArraySerializer())) {
      byte[] bytes = RecordCodec.of(topic, schemas).encode(value);
      producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get();
    }
  }
}
