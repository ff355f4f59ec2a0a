package io.fedlog.aggregator.models;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where the newest record of each key lies: no values. Not thread-safe. */
final class KeyIndex {
  private final Map<ModelReader.Wanted, Place> places = new HashMap<>();

  /** Where a record lies. */
  record Place(TopicPartition partition, long offset) {}

  /** Takes in a record; one without a value is a key that is forgotten. */
  void saw(ModelReader.Wanted key, TopicPartition partition, long offset, boolean hasValue) {
    if (hasValue) {
      places.put(key, new Place(partition, offset));
    } else {
      places.remove(key);
    }
  }

  @Nullable Place find(ModelReader.Wanted key) {
    return places.get(key);
  }
}
