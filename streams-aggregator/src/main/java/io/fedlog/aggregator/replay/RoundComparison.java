package io.fedlog.aggregator.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of comparing one round.
 *
 * @param status of the round at the log's end, in small letters
 * @param versions that it made
 * @param compared how much was compared
 * @param differences what was published and does not follow from the log
 * @param notes what could not be compared, and why
 */
public record RoundComparison(
    String roundId,
    String modelType,
    String status,
    List<Long> versions,
    Outcome outcome,
    Compared compared,
    List<Difference> differences,
    List<String> notes) {

  public RoundComparison {
    versions = List.copyOf(versions);
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /** Of what names a round that the log does not know. */
  static RoundComparison ofNone(String roundId, String modelType) {
    Compared nothing = new Compared(0, 0, 0, 0, 0);
    return new RoundComparison(
        roundId, modelType, "unknown", List.of(), Outcome.DIFFERS, nothing, List.of(), List.of());
  }

  /** The same with one difference more. */
  RoundComparison and(Difference difference) {
    List<Difference> all = new ArrayList<>(differences);
    all.add(difference);
    return new RoundComparison(
        roundId, modelType, status, versions, Outcome.DIFFERS, compared, all, notes);
  }

  /** How it came out. */
  public enum Outcome {
    /** All that was published follows from the log, and the model from the updates. */
    MATCHES,
    /** Something does not. */
    DIFFERS,
    /** Its updates are gone: all but the making of its model was compared, and follows. */
    RETIRED,
    /** It is not over; what was published so far follows. */
    OPEN,
    /** Something could not be compared; the rest follows. The notes say what and why. */
    NOT_COMPARABLE
  }

  /**
   * How much was compared.
   *
   * @param decisions who is in, and what each counts for
   * @param orders to chunk tasks, decisions included, each once for every partition it went to
   * @param counts fields of states, metrics, manifests and privacy charges
   * @param chunks of models that were made again from the updates
   * @param bytes of those chunks, and of the server state beside them
   */
  public record Compared(int decisions, int orders, int counts, int chunks, long bytes) {}
}
