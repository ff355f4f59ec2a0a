package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fedlog.coordinator.log.MaskingStanding;
import java.util.Locale;
import java.util.Optional;

/** How the masking of a round stands, as JSON. */
final class MaskingText {

  /** Names that a status shows; of more, {@code dropped_stores} tells how many. */
  private static final int MOST_NAMES = 100;

  private MaskingText() {}

  /**
   * Writes it.
   *
   * @param standing empty while the group is open
   */
  static void write(ObjectNode json, Optional<MaskingStanding> standing) {
    json.put(
        "phase", standing.map(s -> s.phase().name().toLowerCase(Locale.ROOT)).orElse("advertise"));
    standing.ifPresent(
        known -> {
          json.put("group_size", known.groupSize());
          json.put("neighbours", known.neighbours());
          json.put("threshold", known.threshold());
          json.put("dropped_stores", known.dropped().size());
          ArrayNode names = json.putArray("dropped");
          known.dropped().stream().limit(MOST_NAMES).forEach(names::add);
        });
  }
}
