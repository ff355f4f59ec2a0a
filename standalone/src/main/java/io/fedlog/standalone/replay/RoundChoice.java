package io.fedlog.standalone.replay;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.standalone.terminal.SinceText;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags that say which rounds are replayed. */
final class RoundChoice {

  @Option(names = "--round", paramLabel = "ID", description = "One round.")
  @Nullable String roundId;

  @Option(names = "--model", paramLabel = "TYPE", description = "All rounds of a model type.")
  @Nullable String modelType;

  @Option(names = "--all", description = "All rounds.")
  boolean all;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = SinceText.class,
      description =
          "With --model or --all, only rounds that were defined then or later: a day"
              + " (2026-11-20), a time (2026-11-20T08:30:00Z) or how long ago (90m, 12h, 7d)")
  SinceText.@Nullable Moment since;

  /** What is wrong with the flags; null when they can be used. */
  @Nullable String fault() {
    long ways = Stream.of(roundId != null, modelType != null, all).filter(given -> given).count();
    if (ways != 1) {
      return "Say which rounds: --round ID, --model TYPE or --all, one of them.";
    }
    return roundId != null && since != null ? "--since goes with --model or --all." : null;
  }

  /** Which definitions are of the rounds that are asked for. */
  Predicate<RoundDefinition> predicate(Instant now) {
    String round = roundId;
    String model = modelType;
    if (round != null) {
      return definition -> definition.getRoundId().equals(round);
    }
    Instant from = since == null ? Instant.EPOCH : since.at(now);
    return definition ->
        (model == null || definition.getModelType().equals(model))
            && !definition.getCreatedAt().isBefore(from);
  }

  /** What to say when there is no such round. */
  String nothing() {
    if (roundId != null) {
      return "there is no round %s on the round log; ./fedlog replay --all names all"
          .formatted(roundId);
    } else if (modelType != null) {
      return "there is no round of the model type %s%s on the round log"
          .formatted(modelType, since == null ? "" : " defined since then");
    }
    return "there is no round on the round log%s".formatted(since == null ? "" : " since then");
  }
}
