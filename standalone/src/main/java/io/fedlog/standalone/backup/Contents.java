package io.fedlog.standalone.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What a backup says of itself before its records.
 *
 * @param madeAt in ISO 8601
 * @param group the aggregators' group, which is their application id
 * @param topics in the order in which their records follow
 * @param offsets how far the group had read
 */
record Contents(
    @JsonProperty("made_at") String madeAt,
    @JsonProperty("group") String group,
    @JsonProperty("topics") List<SavedTopic> topics,
    @JsonProperty("offsets") List<SavedOffset> offsets) {

  Contents {
    topics = List.copyOf(topics);
    offsets = List.copyOf(offsets);
  }
}
