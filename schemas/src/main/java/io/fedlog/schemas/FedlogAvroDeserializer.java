package io.fedlog.schemas;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@code value.deserializer} for every topic of the catalogue, configured by name: values
 * come as the classes of this package. Settings: those of {@link RegistryDirectory}; without {@code
 * schema.registry.url}, ids are fingerprints.
 */
public final class FedlogAvroDeserializer implements Deserializer<SpecificRecord> {
  private @Nullable TopicCodecs codecs;

  /** For Kafka, which then calls {@link #configure}. */
  public FedlogAvroDeserializer() {}

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    codecs = TopicCodecs.configured(configs, isKey);
  }

  /**
   * The value; null for a tombstone.
   *
   * @throws UnreadableRecordException when {@code bytes} are no value of {@code topic}
   * @throws IllegalArgumentException when {@code topic} is not in the catalogue
   */
  @Override
  public @Nullable SpecificRecord deserialize(String topic, byte @Nullable [] bytes) {
    TopicCodecs configured = codecs;
    if (configured == null) {
      throw new IllegalStateException("Call configure(settings, false) before deserialize.");
    }
    return bytes == null ? null : configured.of(topic).decode(bytes);
  }
}
