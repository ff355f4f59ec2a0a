package io.fedlog.standalone.explain;

import java.util.Map;

/** What the codes on fl.rejected mean, and what to do about them. */
final class RefusalWords {

  private record Entry(String words, String advice) {}

  private static final String CLOCKS_AND_KEYS =
      "Have the store enrol its key again: fedlog enrol-code STORE.";
  private static final String VERSIONS =
      "Start the store's agent again: it works with another definition or version of the round.";
  private static final String TRAINER =
      "Look at the trainer's output of the store named: its update does not have the round's shape.";

  private static final Map<String, Entry> ENTRIES =
      Map.ofEntries(
          Map.entry(
              "out_of_range",
              new Entry(
                  "a parameter is larger than the round allows",
                  "Look at the store's data and learning rate, or raise FL_MAX_ABS_VALUE for rounds to"
                      + " come.")),
          Map.entry(
              "not_finite",
              new Entry(
                  "an update has numbers that are not finite",
                  "Training went astray at that store: lower the learning rate or look at its"
                      + " data.")),
          Map.entry(
              "over_norm",
              new Entry(
                  "an update is beyond the clip",
                  "Stores clip before they send: one that does not is of another version or lies.")),
          Map.entry(
              "wrong_base", new Entry("trained from another version than the base", VERSIONS)),
          Map.entry("wrong_round", new Entry("for another round", VERSIONS)),
          Map.entry("wrong_model_type", new Entry("for another model type", VERSIONS)),
          Map.entry("wrong_chunk_count", new Entry("another number of chunks", TRAINER)),
          Map.entry("wrong_length", new Entry("a chunk of another length", TRAINER)),
          Map.entry("bad_weight", new Entry("a weight that cannot be", TRAINER)),
          Map.entry("digest_mismatch", new Entry("bytes that are not what was sealed", "")),
          Map.entry(
              "unsigned",
              new Entry("not signed, and this installation demands it", CLOCKS_AND_KEYS)),
          Map.entry("bad_signature", new Entry("a signature that does not hold", CLOCKS_AND_KEYS)),
          Map.entry("unknown_key", new Entry("signed by a key nobody enrolled", CLOCKS_AND_KEYS)),
          Map.entry("revoked", new Entry("signed by a store that was put out", CLOCKS_AND_KEYS)),
          Map.entry(
              "not_targeted",
              new Entry(
                  "from a store that the round does not ask",
                  "Nothing to do, unless the round should ask it: name it in the plan.")),
          Map.entry(
              "join_window_closed",
              new Entry(
                  "the store came after the window to join",
                  "Lengthen join_window_ms (FL_JOIN_WINDOW) if stores need longer to come.")),
          Map.entry(
              "round_not_open",
              new Entry(
                  "the store came after the round was decided or over",
                  "Lengthen the round's deadline if stores need longer.")),
          Map.entry(
              "too_many_attempts",
              new Entry(
                  "a store tried more than three times",
                  "Look at the log of that store's agent: something cuts its uploads off.")),
          Map.entry(
              "too_stale",
              new Entry(
                  "trained from a version too far behind",
                  "Raise max_staleness, or let that store train less often.")),
          Map.entry(
              "unknown_schema",
              new Entry(
                  "written under a schema that nobody here knows",
                  "Upgrade the aggregators before the stores (docs/operations.md).")),
          Map.entry(
              "wrong_schema",
              new Entry(
                  "cannot be read into this version's schema",
                  "Upgrade the aggregators before the stores (docs/operations.md).")),
          Map.entry(
              "method_failed",
              new Entry(
                  "the aggregation method could not work with the updates",
                  "Read the detail: the method says what it needs.")));

  private RefusalWords() {}

  /** In words; the code itself when it has none. */
  static String words(String reason) {
    Entry entry = ENTRIES.get(reason);
    return entry == null ? reason : entry.words();
  }

  /** What to do; empty when there is nothing to say. */
  static String advice(String reason) {
    Entry entry = ENTRIES.get(reason);
    return entry == null ? "" : entry.advice();
  }
}
