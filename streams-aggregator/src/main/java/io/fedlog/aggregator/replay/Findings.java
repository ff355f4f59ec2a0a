package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.replay.RoundComparison.Compared;
import io.fedlog.aggregator.replay.RoundComparison.Outcome;
import io.fedlog.schemas.RoundState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** What is found of one round while it is compared. Mutable; for one thread. */
final class Findings {
  /** Beyond this many differences of one round nobody reads on. */
  private static final int MOST = 100;

  private final ReplayedRound round;
  private final List<Difference> differences = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private int unsaid;
  private boolean incomplete;
  private boolean retired;
  int decisions;
  int orders;
  int counts;
  int chunks;
  long bytes;

  Findings(ReplayedRound round) {
    this.round = round;
  }

  ReplayedRound round() {
    return round;
  }

  void differs(String what, String expected, String came) {
    if (differences.size() < MOST) {
      differences.add(new Difference(what, expected, came));
    } else {
      unsaid++;
    }
  }

  /** Compares two records of one kind, field by field. */
  void compare(String what, SpecificRecord expected, Written<? extends SpecificRecord> came) {
    FieldDifferences differences = FieldDifferences.of(expected, came.value(), came.schema());
    counts += expected.getSchema().getFields().size() - differences.unknown().size();
    differences.found().forEach(d -> differs(what + ", " + d.what(), d.expected(), d.came()));
    unknown(what, differences.unknown());
  }

  /** Fields that came after the release which wrote a record. */
  void unknown(String what, Set<String> fields) {
    if (!fields.isEmpty()) {
      note(
          "%s: written by an earlier release, which had no %s"
              .formatted(what, String.join(", ", fields)));
    }
  }

  /** Something that ought to be compared cannot be. */
  void cannotCompare(String why) {
    incomplete = true;
    note(why);
  }

  /** Its models cannot be made again: what they are made of was deleted, in order. */
  void updatesGone(String why) {
    retired = true;
    note(why);
  }

  /** Something that a reader should know. */
  void note(String text) {
    if (!notes.contains(text)) {
      notes.add(text);
    }
  }

  RoundComparison result() {
    if (unsaid > 0) {
      note("%d more differences are not listed".formatted(unsaid));
    }
    RoundState state = round.state();
    return new RoundComparison(
        round.roundId(),
        round.modelType(),
        state == null ? "unknown" : state.getStatus().name().toLowerCase(Locale.ROOT),
        List.copyOf(round.manifests.keySet()),
        outcome(),
        new Compared(decisions, orders, counts, chunks, bytes),
        differences,
        notes);
  }

  private Outcome outcome() {
    if (!differences.isEmpty()) {
      return Outcome.DIFFERS;
    } else if (!round.isSettled()) {
      return Outcome.OPEN;
    } else if (retired) {
      return Outcome.RETIRED;
    }
    return incomplete ? Outcome.NOT_COMPARABLE : Outcome.MATCHES;
  }
}
