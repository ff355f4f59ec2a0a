package io.fedlog.schemas;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** The codecs of all topics over one directory, found by a topic's name. Thread-safe. */
final class TopicCodecs {
  private final SchemaDirectory directory;
  private final Map<String, RecordCodec<?>> bySubject = new ConcurrentHashMap<>();

  private TopicCodecs(SchemaDirectory directory) {
    this.directory = directory;
  }

  /** From a Kafka client's settings. */
  static TopicCodecs configured(Map<String, ?> config, boolean isKey) {
    if (isKey) {
      throw new IllegalArgumentException(
          "Keys of Fedlog's topics are UTF-8 strings. Configure Kafka's StringSerializer or"
              + " StringDeserializer for the key, and this class for the value.");
    }
    return new TopicCodecs(SchemaDirectories.from(config));
  }

  RecordCodec<?> of(String topicName) {
    Topic<?> topic = Topics.named(topicName);
    return bySubject.computeIfAbsent(topic.subject(), s -> RecordCodec.of(topic, directory));
  }

  byte[] encode(String topicName, SpecificRecord value) {
    Topic<?> topic = Topics.named(topicName);
    if (!topic.type().isInstance(value)) {
      throw new SerializationException(
          "Values of "
              + topicName
              + " are "
              + topic.type().getName()
              + ", but this one is "
              + value.getClass().getName()
              + ".");
    }
    return encode(of(topicName), value);
  }

  private static <T extends SpecificRecord> byte[] encode(RecordCodec<T> codec, Object value) {
    @SuppressWarnings("unchecked") // the caller has checked it against the topic's type
    T typed = (T) value;
    return codec.encode(typed);
  }
}
