package io.fedlog.agent.state;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store's own arrays of one model type. Sets are called {@code settled}, which went with the last
 * version that was asked for, or {@code NUMBER-ROUND.draft} and {@code NUMBER-ROUND.kept}, numbered
 * in the order of their making. Every change is one write or one renaming, so that a crash leaves
 * what was or what is.
 */
final class RoundTensors {

  /** Rounds whose version has not been seen yet; more than one only when rounds fail. */
  private static final int MOST = 4;

  private static final String SETTLED = "settled";
  private static final String DRAFT = ".draft";
  private static final String KEPT = ".kept";

  private final TensorShelf shelf;

  RoundTensors(TensorShelf shelf) {
    this.shelf = shelf;
  }

  /** What goes with the version that a round made. */
  Map<String, double[]> recall(String madeBy) {
    find(madeBy, KEPT).ifPresent(this::settle);
    return shelf.names().contains(SETTLED) ? shelf.read(SETTLED) : Map.of();
  }

  /** Puts aside what a round trained. */
  void draft(String roundId, Map<String, double[]> arrays) {
    long next = unsettled().stream().mapToLong(RoundTensors::number).max().orElse(0) + 1;
    String name = find(roundId, DRAFT).orElse("%09d-%s%s".formatted(next, safe(roundId), DRAFT));
    shelf.write(name, arrays);
    List<String> all = unsettled();
    all.subList(0, Math.max(0, all.size() - MOST)).forEach(shelf::remove);
  }

  /** Keeps what was put aside. */
  void keep(String roundId) {
    find(roundId, DRAFT)
        .ifPresent(
            draft -> {
              find(roundId, KEPT).ifPresent(shelf::remove);
              shelf.rename(draft, draft.substring(0, draft.length() - DRAFT.length()) + KEPT);
            });
  }

  /** The version is there, so rounds before it have nothing more to give. */
  private void settle(String kept) {
    shelf.rename(kept, SETTLED);
    unsettled().stream().filter(name -> number(name) < number(kept)).forEach(shelf::remove);
  }

  private Optional<String> find(String roundId, String state) {
    String end = "-" + safe(roundId) + state;
    return unsettled().stream()
        .filter(name -> name.substring(name.indexOf('-')).equals(end))
        .findFirst();
  }

  /** In the order of their making. */
  private List<String> unsettled() {
    return shelf.names().stream()
        .filter(name -> name.endsWith(DRAFT) || name.endsWith(KEPT))
        .sorted()
        .toList();
  }

  private static long number(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  private static String safe(String roundId) {
    return SafeName.of(roundId);
  }
}
