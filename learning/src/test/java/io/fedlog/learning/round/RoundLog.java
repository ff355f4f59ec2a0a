package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends events to one model type's log, a millisecond apart, and folds them at once. */
final class RoundLog {
  static final int PARTITIONS = 3;

  final KeptRowsSink rows = new KeptRowsSink();
  final RoundMachine machine;
  final List<Effect> effects = new ArrayList<>();
  private final Map<String, RoundTerms> terms = new HashMap<>();
  long now = 1_000_000;
  private long offset;

  RoundLog() {
    this(Concluder.NONE, MethodCheck.NONE);
  }

  RoundLog(Concluder concluder) {
    this(concluder, MethodCheck.NONE);
  }

  RoundLog(Concluder concluder, MethodCheck methods) {
    machine = new RoundMachine(PARTITIONS, rows, concluder, methods);
  }

  List<Effect> apply(RoundEvent event) {
    List<Effect> next = machine.apply(TermsDraft.MODEL, event, new Stamp(offset++, now++));
    effects.addAll(next);
    return next;
  }

  /** Time passes, and a tick says so. */
  List<Effect> after(long millis) {
    now += millis;
    return apply(new RoundEvent.Ticked());
  }

  List<Effect> define(TermsDraft draft) {
    terms.put(draft.roundId, draft.terms());
    return apply(new RoundEvent.Defined(draft.terms(), "key"));
  }

  void join(String round, String... stores) {
    for (String store : stores) {
      apply(new RoundEvent.Joined(round, store));
    }
  }

  void join(String round, int count) {
    for (int i = 0; i < count; i++) {
      join(round, "store-" + i);
    }
  }

  Uploads uploads(String round) {
    return new Uploads(terms.get(round), PARTITIONS);
  }

  /** A whole upload of 10 rows by attempt 1. */
  List<Effect> upload(String round, String store) {
    return upload(round, store, 1, 1, 10);
  }

  List<Effect> upload(String round, String store, long attempt, int number, long samples) {
    List<Effect> all = new ArrayList<>();
    uploads(round).summaries(store, attempt, samples).forEach(event -> all.addAll(apply(event)));
    all.addAll(apply(uploads(round).seal(store, attempt, number, samples)));
    return all;
  }

  void upload(String round, int count) {
    for (int i = 0; i < count; i++) {
      upload(round, "store-" + i);
    }
  }

  /** Every chunk of the round's model is made of what was decided. */
  List<Effect> publish(String round) {
    RoundView view = view(round);
    List<Effect> all = new ArrayList<>();
    for (int chunk = 0; chunk < terms.get(round).chunkCount(); chunk++) {
      all.addAll(
          apply(
              new RoundEvent.Published(
                  round,
                  view.version(),
                  chunk,
                  Uploads.root(round, view.version(), chunk),
                  10,
                  view.cohortSize(),
                  0,
                  noiseKeyId(round))));
    }
    return all;
  }

  private @Nullable String noiseKeyId(String round) {
    PrivacyTerms privacy = terms.get(round).privacy();
    return privacy != null && privacy.mode() == PrivacyTerms.Mode.CENTRAL ? "key" : null;
  }

  /** A whole upload of 10 rows, trained from a version. */
  List<Effect> uploadFrom(long base, String round, String store, long attempt) {
    List<Effect> all = new ArrayList<>();
    Uploads uploads = uploads(round).from(base);
    uploads.summaries(store, attempt, 10).forEach(event -> all.addAll(apply(event)));
    all.addAll(apply(uploads.seal(store, attempt, 1, 10)));
    return all;
  }

  /** Every chunk of the decided window is made. */
  List<Effect> publish(Effect.Decide decide) {
    List<Effect> all = new ArrayList<>();
    String round = decide.roundId();
    for (int chunk = 0; chunk < terms.get(round).chunkCount(); chunk++) {
      byte[] root = Uploads.root(round, decide.version(), chunk);
      all.addAll(
          apply(
              new RoundEvent.Published(
                  round, decide.version(), chunk, root, 10, decide.cohortSize())));
    }
    return all;
  }

  /** Every partition tells that it held nothing more. */
  Effect.Settle settle(String round) {
    List<Effect> last = List.of();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      last = tally(round, partition, List.of(), List.of());
    }
    return only(last, Effect.Settle.class);
  }

  List<Effect> tally(
      String round, int partition, List<AttemptReference> open, List<AttemptReference> late) {
    return apply(new RoundEvent.Tallied(round, partition, Fates.NONE, Fates.NONE, open, late));
  }

  RoundView view(String round) {
    RoundView view = machine.view(TermsDraft.MODEL, round);
    if (view == null) {
      throw new AssertionError("no round " + round);
    }
    return view;
  }

  RoundStatus status(String round) {
    return view(round).status();
  }

  static <T extends Effect> T only(List<Effect> effects, Class<T> kind) {
    List<T> found = all(effects, kind);
    if (found.size() != 1) {
      throw new AssertionError("expected one " + kind.getSimpleName() + ", came " + effects);
    }
    return found.get(0);
  }

  static <T extends Effect> List<T> all(List<Effect> effects, Class<T> kind) {
    return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  List<String> refusals() {
    return all(effects, Effect.Refused.class).stream().map(Effect.Refused::reason).toList();
  }
}
