package io.fedlog.schemas;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@code value.serializer} for every topic of the catalogue, configured by name. Settings:
 * those of {@link RegistryDirectory}; without {@code schema.registry.url}, ids are fingerprints.
 */
public final class FedlogAvroSerializer implements Serializer<SpecificRecord> {
  private @Nullable TopicCodecs codecs;

  /** For Kafka, which then calls {@link #configure}. */
  public FedlogAvroSerializer() {}

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {
    codecs = TopicCodecs.configured(configs, isKey);
  }

  /**
   * A value's bytes; null for a tombstone.
   *
   * @throws IllegalArgumentException when {@code topic} is not in the catalogue
   */
  @Override
  public byte @Nullable [] serialize(String topic, @Nullable SpecificRecord value) {
    TopicCodecs configured = codecs;
    if (configured == null) {
      throw new IllegalStateException("Call configure(settings, false) before serialize.");
    }
    return value == null ? null : configured.encode(topic, value);
  }
}
