package io.fedlog.standalone.cli;

import io.fedlog.schemas.FingerprintDirectory;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.Topic;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes as the roles would; all of it is there once it is closed. */
final class LogWriter implements AutoCloseable {
  private final KafkaProducer<String, byte[]> producer;
  private final FingerprintDirectory schemas = new FingerprintDirectory();

  LogWriter(String servers) {
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  <T extends SpecificRecord> void write(Topic<T> topic, String key, T value) {
    byte[] bytes = RecordCodec.of(topic, schemas).encode(value);
    var unused = producer.send(new ProducerRecord<>(topic.name(), key, bytes));
  }

  @Override
  public void close() {
    producer.close();
  }
}
