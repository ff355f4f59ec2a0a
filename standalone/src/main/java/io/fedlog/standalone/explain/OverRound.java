package io.fedlog.standalone.explain;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.standalone.explain.StoryTeller.Answer;
import io.fedlog.standalone.terminal.SpanText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A round that has ended: where its time went, or why it has no model. */
final class OverRound {

  private final RoundFacts facts;
  private final RoundState state;
  private final Progress progress;
  private final List<Moment> moments;

  OverRound(RoundFacts facts, RoundState state, Progress progress, List<Moment> moments) {
    this.facts = facts;
    this.state = state;
    this.progress = progress;
    this.moments = moments;
  }

  Answer answer() {
    return switch (state.getStatus()) {
      case COMPLETED -> new Answer(completed(), List.of(), null, List.of());
      case CANCELLED ->
          new Answer(
              "Round %s was cancelled after %s: %s; %d of %d stores had completed."
                  .formatted(
                      state.getRoundId(),
                      took(),
                      reason(),
                      state.getCompletedStores(),
                      state.getParticipatingStores()),
              List.of(),
              null,
              List.of());
      default -> failed();
    };
  }

  private String completed() {
    RoundDefinition definition = facts.asked().definition();
    boolean windowed = definition != null && definition.getWindows() != null;
    String made =
        windowed
            ? "Round %s completed with %d versions, the last of them version %s, in %s"
                .formatted(
                    state.getRoundId(), progress.versions().size(), state.getModelVersion(), took())
            : "Round %s completed: version %s from %d of %d stores, in %s"
                .formatted(
                    state.getRoundId(),
                    state.getModelVersion(),
                    state.getCohortSize(),
                    state.getParticipatingStores(),
                    took());
    String lost =
        state.getWindowsLost() == 0
            ? ""
            : "; %d windows could not be made".formatted(state.getWindowsLost());
    return made + longest() + making() + lost + ".";
  }

  /** Where most of the time went. */
  private String longest() {
    int longest = Story.longest(moments);
    if (longest < 0) {
      return "";
    }
    Moment before = moments.get(longest - 1);
    Moment after = moments.get(longest);
    String who = after.detail().isEmpty() ? "" : " (" + after.detail() + ")";
    return "; its longest wait was %s, from \"%s\" to \"%s\"%s"
        .formatted(
            SpanText.of(Duration.between(before.at(), after.at())),
            before.what(),
            after.what(),
            who);
  }

  private String making() {
    Instant decided = state.getDecidedAt();
    Instant ended = state.getEndedAt();
    RoundDefinition definition = facts.asked().definition();
    boolean windowed = definition != null && definition.getWindows() != null;
    return decided == null || ended == null || windowed
        ? ""
        : "; making the version took " + SpanText.of(Duration.between(decided, ended));
  }

  private Answer failed() {
    List<String> missing = progress.missing(facts.asked().targets());
    StringBuilder sentence =
        new StringBuilder(
            "Round %s failed after %s: %s".formatted(state.getRoundId(), took(), reason()));
    if (!missing.isEmpty()) {
      sentence.append("; missing were ").append(Names.of(missing));
    }
    if (!progress.refusals().isEmpty()) {
      Refusals.OfReason most = progress.refusals().all().get(0);
      sentence
          .append("; %d records were refused, most for ".formatted(progress.refusals().records()))
          .append(RefusalWords.words(most.reason()))
          .append(most.storeId() == null ? "" : ", such as from " + most.storeId());
    }
    return new Answer(sentence.append('.').toString(), advice(missing), null, missing);
  }

  private List<String> advice(List<String> missing) {
    List<String> advice = new ArrayList<>();
    if (reason().startsWith("deadline passed") && !missing.isEmpty()) {
      advice.add(
          "See whether the missing stores run: fedlog stores list. If they need longer, lengthen"
              + " deadline_ms; if they are too many, lower min_stores or threshold.");
    } else if (reason().startsWith("deadline passed")) {
      advice.add("Lengthen the round's deadline, or lower min_stores or threshold.");
    } else if (reason().startsWith("decided, but")) {
      advice.add(
          "The aggregators could not make the model in time: see whether all of them run, and what"
              + " their logs say.");
    } else if (reason().startsWith("the definition was refused")) {
      advice.add("Mend what the reason names, and define the round again under another id.");
    }
    return advice;
  }

  private String reason() {
    String reason = state.getReason();
    return reason == null
        ? (state.getStatus() == RoundStatus.FAILED ? "no reason was given" : "nobody said why")
        : reason;
  }

  private String took() {
    Instant ended = state.getEndedAt();
    Instant begun = moments.isEmpty() ? state.getCreatedAt() : moments.get(0).at();
    return ended == null ? "an unknown time" : SpanText.of(Duration.between(begun, ended));
  }
}
