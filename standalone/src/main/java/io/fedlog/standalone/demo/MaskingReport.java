package io.fedlog.standalone.demo;

import static io.fedlog.standalone.demo.DemoPrivacy.row;

import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.log.MaskingStanding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.SecureRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is to be said of a demo whose stores masked: what the log holds, what was hidden from whom.
 */
final class MaskingReport {

  private final List<RoundDefinition> rounds;

  /** By round, those whose group was closed. */
  private final Map<String, MaskingStanding> masks = new TreeMap<>();

  /**
   * @param made the training rounds that made a version, 1 or more
   */
  MaskingReport(CoordinatorClient client, List<RoundRow> made) {
    this.rounds =
        made.stream()
            .map(RoundRow::state)
            .map(RoundState::getRoundId)
            .flatMap(id -> client.definition(id).stream())
            .toList();
    for (RoundDefinition round : rounds) {
      client.masking(round.getRoundId()).ifPresent(one -> masks.put(round.getRoundId(), one));
    }
  }

  /** Whether a store that was in a group is not in the sum. */
  boolean anyDropped() {
    return masks.values().stream().anyMatch(one -> !one.dropped().isEmpty());
  }

  /** The lines. */
  List<String> lines(String bootstrapServers) {
    SecureTraffic traffic = SecureTraffic.read(bootstrapServers, rounds);
    RoundDefinition last = rounds.get(rounds.size() - 1);
    MaskingStanding group = masks.get(last.getRoundId());
    if (group == null) {
      throw new IllegalStateException(
          "round %s completed, and its group is not on fl.secure-rounds"
              .formatted(last.getRoundId()));
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("Under secure aggregation (docs/secure-aggregation.md):");
    lines.add("");
    lines.add(row("on the log", onTheLog(traffic)));
    lines.add(row("group", group(group)));
    lines.add(row("withstands", withstands(last.getSecureAggregation())));
    lines.add(row("dropped", dropped()));
    lines.add(row("sent", bytes(traffic, last)));
    lines.add(
        row(
            "hidden",
            "from everybody, the aggregator too: every single update and its weight, while fewer than %d neighbours of a store give their shares away"
                .formatted(group.threshold())));
    lines.add(
        row(
            "not hidden",
            last.getPrivacy() == null
                ? "the sum, which is the step from version to version; who took part, and when;"
                    + " what stores tell of a version. Noise hides a store in the sum: --privacy"
                    + " distributed"
                : "the sum with its noise; who took part, and when"));
    return lines;
  }

  private String onTheLog(SecureTraffic traffic) {
    return "%d updates of %d rounds: %d masked, %d plain"
        .formatted(
            traffic.masked() + traffic.plain(), rounds.size(), traffic.masked(), traffic.plain());
  }

  private static String group(MaskingStanding group) {
    return "%d stores, each with %d neighbours; %d shares bring a secret back"
        .formatted(group.groupSize(), group.neighbours(), group.threshold());
  }

  private static String withstands(SecureRules terms) {
    return "%s, %s of the stores working with it, %s of them lost"
        .formatted(
            switch (terms.getAdversary()) {
              case SEMI_HONEST -> "a curious server (semi-honest)";
              case MALICIOUS -> "a lying server (malicious)";
            },
            Figures.percent(Double.parseDouble(terms.getCorrupt())),
            Figures.percent(Double.parseDouble(terms.getDropOut())));
  }

  private String dropped() {
    List<String> dropped = new ArrayList<>();
    masks.forEach(
        (round, one) -> one.dropped().forEach(store -> dropped.add(store + " in " + round)));
    return dropped.isEmpty() ? "nobody" : String.join(", ", dropped);
  }

  private static String bytes(SecureTraffic traffic, RoundDefinition last) {
    long updates = Math.max(1, traffic.masked() + traffic.plain());
    return String.format(
        Locale.ROOT,
        "by a store, about %,d bytes a round: %,d of masked update, %,d of keys and shares; a plain"
            + " update has %,d",
        (traffic.updateBytes() + traffic.protocolBytes()) / updates,
        traffic.updateBytes() / updates,
        traffic.protocolBytes() / updates,
        last.getUpdateBytes());
  }
}
