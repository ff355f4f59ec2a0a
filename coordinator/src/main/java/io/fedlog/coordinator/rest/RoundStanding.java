package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How a round stands, as far as it changes by what happens and not by time alone. */
final class RoundStanding {

  private RoundStanding() {}

  static void write(ObjectNode json, String roundId, KnownRound round) {
    int participating = round.participating();
    json.put("round_id", roundId);
    json.put("status", round.statusWord());
    json.put("participating_stores", participating);
    json.put("completed_stores", round.completed());
    json.put("progress", participating == 0 ? 0 : (double) round.completed() / participating);
  }

  static void writeReason(ObjectNode json, KnownRound round) {
    if (round.reason() != null) {
      json.put("reason", round.reason());
    }
  }
}
