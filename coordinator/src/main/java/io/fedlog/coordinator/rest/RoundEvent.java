package io.fedlog.coordinator.rest;

import io.fedlog.learning.digest.TreeHash;
import java.nio.charset.StandardCharsets;

/**
 * How a round stands, as an event of a stream.
 *
 * @param id follows from what is said, so that every coordinator gives it the same
 * @param data one line of JSON
 * @param last whether the round is over, and nothing follows
 */
record RoundEvent(String id, String data, boolean last) {

  private static final int ID_LENGTH = 16;

  static RoundEvent of(String json, boolean last) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new RoundEvent(
        TreeHash.hex(TreeHash.of(bytes, 0, bytes.length)).substring(0, ID_LENGTH), json, last);
  }

  /** As the format of event streams has it. */
  String text() {
    return "id: " + id + "\nevent: status\ndata: " + data + "\n\n";
  }
}
