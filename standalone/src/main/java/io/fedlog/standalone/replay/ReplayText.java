package io.fedlog.standalone.replay;

import io.fedlog.aggregator.replay.Difference;
import io.fedlog.aggregator.replay.RoundComparison;
import io.fedlog.aggregator.replay.RoundComparison.Outcome;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.PlainText;
import io.fedlog.standalone.terminal.Table;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What a replay found, for people. */
final class ReplayText {
  private ReplayText() {}

  /** A line a round, what differs or could not be compared, and the sum of it. */
  static void print(List<RoundComparison> rounds, PrintWriter out) {
    Table table =
        Table.of(
            "round",
            "model_type",
            "status",
            "version",
            "decisions",
            "orders",
            "counts",
            "chunks",
            "bytes",
            "result");
    for (RoundComparison round : rounds) {
      table.row(
          round.roundId(),
          round.modelType(),
          round.status(),
          versions(round.versions()),
          round.compared().decisions(),
          round.compared().orders(),
          round.compared().counts(),
          round.compared().chunks(),
          round.compared().bytes(),
          word(round.outcome()));
    }
    table.print(out, OutputFormat.TABLE);
    for (RoundComparison round : rounds) {
      for (Difference difference : round.differences()) {
        out.println(PlainText.of("%s: %s".formatted(round.roundId(), difference)));
      }
      round
          .notes()
          .forEach(note -> out.println(PlainText.of("%s: %s".formatted(round.roundId(), note))));
    }
    out.println(summary(rounds));
    out.flush();
  }

  /** {@code 12 rounds: 11 match, 1 retired}. */
  static String summary(List<RoundComparison> rounds) {
    Map<Outcome, Long> count =
        rounds.stream()
            .collect(
                Collectors.groupingBy(
                    RoundComparison::outcome,
                    () -> new EnumMap<>(Outcome.class),
                    Collectors.counting()));
    List<String> parts = new ArrayList<>();
    count.forEach(
        (outcome, n) ->
            parts.add(
                n
                    + " "
                    + switch (outcome) {
                      case MATCHES -> n == 1 ? "matches" : "match";
                      case DIFFERS -> n == 1 ? "differs" : "differ";
                      case RETIRED, OPEN, NOT_COMPARABLE -> word(outcome);
                    }));
    return "%d round%s: %s"
        .formatted(rounds.size(), rounds.size() == 1 ? "" : "s", String.join(", ", parts));
  }

  /** An outcome in small letters. */
  static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String versions(List<Long> versions) {
    if (versions.size() < 2) {
      return versions.isEmpty() ? "" : versions.get(0).toString();
    }
    return versions.get(0) + "-" + versions.get(versions.size() - 1);
  }
}
