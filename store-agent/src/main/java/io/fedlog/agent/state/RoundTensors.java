package io.fedlog.agent.state;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A store's own arrays of one model type. Sets are called {@code NUMBER-ROUND.draft}, {@code
 * NUMBER-ROUND.kept} and {@code NUMBER-ROUND.settled}, numbered in the order of their making: the
 * newest settled one went with the last version that is known to have been made of one. Every
 * change is one write or one renaming, so that a crash leaves what was or what is.
 */
final class RoundTensors {

  /** Rounds whose version has not been seen yet; more than one only when rounds fail. */
  private static final int MOST = 4;

  private static final String DRAFT = ".draft";
  private static final String KEPT = ".kept";
  private static final String SETTLED = ".settled";

  private final TensorShelf shelf;

  RoundTensors(TensorShelf shelf) {
    this.shelf = shelf;
  }

  /** What goes with the version that a round made. */
  Map<String, double[]> recall(String madeBy) {
    settle(madeBy);
    return settled().map(shelf::read).orElse(Map.of());
  }

  /** The round made a version: what was kept of it goes with that, and with those that follow. */
  void settle(String madeBy) {
    find(madeBy, KEPT).ifPresent(this::settleSet);
  }

  /** Tells the round that the settled set is of; holds for all rounds while there is none. */
  Predicate<String> settledOf() {
    return settled()
        .<Predicate<String>>map(name -> roundId -> isOf(name, roundId, SETTLED))
        .orElse(roundId -> true);
  }

  /** Puts aside what a round trained. */
  void draft(String roundId, Map<String, double[]> arrays) {
    long next = shelf.names().stream().mapToLong(RoundTensors::number).max().orElse(0) + 1;
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
  private void settleSet(String kept) {
    shelf.rename(kept, kept.substring(0, kept.length() - KEPT.length()) + SETTLED);
    shelf.names().stream().filter(name -> number(name) < number(kept)).forEach(shelf::remove);
  }

  private Optional<String> settled() {
    return shelf.names().stream()
        .filter(name -> name.endsWith(SETTLED))
        .max(Comparator.naturalOrder());
  }

  private Optional<String> find(String roundId, String state) {
    return unsettled().stream().filter(name -> isOf(name, roundId, state)).findFirst();
  }

  private static boolean isOf(String name, String roundId, String state) {
    return name.substring(name.indexOf('-')).equals("-" + safe(roundId) + state);
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
