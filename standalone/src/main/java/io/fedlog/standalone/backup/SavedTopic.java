package io.fedlog.standalone.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * A topic in a backup.
 *
 * @param name its name
 * @param settings its own settings, by Kafka's names
 * @param begins where each partition began
 * @param ends where each partition ended for committed records
 * @param saved whether its records are in the file; else it is restored empty
 */
record SavedTopic(
    @JsonProperty("name") String name,
    @JsonProperty("settings") Map<String, String> settings,
    @JsonProperty("begins") List<Long> begins,
    @JsonProperty("ends") List<Long> ends,
    @JsonProperty("saved") boolean saved) {

  SavedTopic {
    settings = Map.copyOf(settings);
    begins = List.copyOf(begins);
    ends = List.copyOf(ends);
    if (begins.size() != ends.size() || begins.isEmpty()) {
      throw new IllegalArgumentException(
          "topic %s has %d beginnings and %d ends; expected one of each a partition"
              .formatted(name, begins.size(), ends.size()));
    }
  }

  int partitions() {
    return ends.size();
  }
}
