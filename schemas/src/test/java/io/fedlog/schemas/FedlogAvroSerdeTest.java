package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class FedlogAvroSerdeTest {
  private final FedlogAvroSerializer serializer = new FedlogAvroSerializer();
  private final FedlogAvroDeserializer deserializer = new FedlogAvroDeserializer();

  @Test
  void shouldReadAnyRoundsUpdates_whenConfiguredWithoutARegistry() {
    serializer.configure(Map.of(), false);
    deserializer.configure(Map.of(), false);
    UpdateRecord record = Samples.chunk(new byte[9]);
    for (String topic : List.of("fl.updates.r-1", "fl.updates.r-2")) {
      assertThat(deserializer.deserialize(topic, serializer.serialize(topic, record)))
          .isEqualTo(record);
    }
  }

  @Test
  void shouldKeepTombstones_whenGivenNull() {
    serializer.configure(Map.of(), false);
    deserializer.configure(Map.of(), false);
    assertThat(serializer.serialize("fl.joins", null)).isNull();
    assertThat(deserializer.deserialize("fl.joins", null)).isNull();
  }

  @Test
  void shouldSayWhatToDo_whenUsedWrongly() {
    assertThatThrownBy(() -> serializer.configure(Map.of(), true))
        .hasMessageContaining("StringSerializer");
    assertThatThrownBy(() -> deserializer.configure(Map.of(), true))
        .hasMessageContaining("StringDeserializer");
    assertThatThrownBy(() -> serializer.serialize("fl.joins", Samples.chunk(new byte[1])))
        .hasMessageContaining("configure");
    serializer.configure(Map.of(), false);
    deserializer.configure(Map.of(), false);
    assertThatThrownBy(() -> serializer.serialize("fl.joins", Samples.chunk(new byte[1])))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("io.fedlog.schemas.Join")
        .hasMessageContaining("UpdateRecord");
    assertThatThrownBy(() -> deserializer.deserialize("other", new byte[5]))
        .hasMessageContaining("'other' is no topic of Fedlog")
        .hasMessageContaining("fl.joins");
  }
}
