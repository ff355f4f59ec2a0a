package io.fedlog.standalone.explain;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.schemas.WindowRules;
import io.fedlog.standalone.explain.StoryTeller.Answer;
import io.fedlog.standalone.terminal.SpanText;
import io.fedlog.standalone.watch.Signs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A round that is not over: what it waits for, for whom, and until when. */
final class OpenRound {

  /** A lag beyond this says that the aggregators cannot keep up, not that a round is busy. */
  static final long BEHIND = 1000;

  private final RoundFacts facts;
  private final RoundState state;
  private final Progress progress;
  private final List<String> advice = new ArrayList<>();

  OpenRound(RoundFacts facts, RoundState state, Progress progress) {
    this.facts = facts;
    this.state = state;
    this.progress = progress;
  }

  Answer answer() {
    String sentence = state.getStatus() == RoundStatus.AGGREGATING ? making() : collecting();
    List<String> missing = progress.missing(facts.asked().targets());
    Instant until = state.getDeadlineAt();
    return new Answer(
        "Round %s %s%s".formatted(state.getRoundId(), sentence, engine()), advice, until, missing);
  }

  private String making() {
    RoundDefinition definition = facts.asked().definition();
    String of = definition == null ? "" : " of " + definition.getChunkCount();
    Long version = state.getModelVersion();
    Progress.Made newest = version == null ? null : progress.versions().get(version);
    int made = newest == null ? 0 : newest.chunks();
    if (definition != null && definition.getSecureAggregation() != null && made == 0) {
      return MaskedWait.words(facts, progress);
    }
    return "is decided and its version is being made: %d%s chunks are published. It has %s."
        .formatted(
            made, of, "10 minutes for that after its deadline, " + deadline() + ", at the most");
  }

  private String collecting() {
    RoundDefinition definition = facts.asked().definition();
    if (definition != null && definition.getWindows() != null) {
      return windowed(definition.getWindows());
    }
    if (definition != null
        && definition.getSecureAggregation() != null
        && !progress.phases().isEmpty()) {
      return MaskedWait.words(facts, progress);
    }
    boolean enough =
        state.getCompletedStores() >= state.getNeededStores() && state.getNeededStores() > 0;
    return enough ? ready() : waiting();
  }

  private String ready() {
    Instant closes = windowCloses();
    if (closes != null && closes.isAfter(facts.now())) {
      advice.add("To decide it now: fedlog rounds aggregate-now " + state.getRoundId());
      return "has the %d updates that it needs and waits for its join window to close, in %s (at %s)."
          .formatted(state.getNeededStores(), left(closes), Timeline.clock(closes));
    }
    return "has the %d updates that it needs and waits its turn: versions of a model type are made one at a time, in the order the rounds were defined."
        .formatted(state.getNeededStores());
  }

  private String waiting() {
    String sentence =
        "waits for updates: %d of %d stores that joined have completed, %d are needed"
            .formatted(
                state.getCompletedStores(),
                state.getParticipatingStores(),
                state.getNeededStores());
    List<String> missing = progress.missing(facts.asked().targets());
    if (!missing.isEmpty()) {
      sentence += "; missing are " + Names.withSilence(missing, facts.signs(), facts.now());
    }
    silent(missing);
    return sentence + ". It is decided or fails " + deadline() + ".";
  }

  private void silent(List<String> missing) {
    List<String> away =
        missing.stream()
            .filter(
                store ->
                    facts
                        .signs()
                        .silence(store, facts.now())
                        .map(silent -> silent.compareTo(Signs.STORE_AWAY) > 0)
                        .orElse(true))
            .toList();
    if (!away.isEmpty()) {
      advice.add("Start the agents of " + Names.of(away) + ".");
    }
    RoundDefinition definition = facts.asked().definition();
    if (definition != null && state.getCompletedStores() >= definition.getMinStores()) {
      advice.add("To do without the others: fedlog rounds aggregate-now " + state.getRoundId());
    }
  }

  private String windowed(WindowRules windows) {
    int made = progress.versions().size();
    String most = windows.getMaxWindows() == 0 ? "" : " of " + windows.getMaxWindows();
    return ("goes on from window to window: %d%s versions are made, %d updates are complete in all;"
            + " the next window closes with %d updates, or with fewer after %s. It ends %s.")
        .formatted(
            made,
            most,
            progress.completed().size(),
            windows.getUpdates(),
            SpanText.of(Duration.ofMillis(windows.getWindowMs())),
            deadline());
  }

  /** What is to be said of those who do the work, when they do not. */
  private String engine() {
    Signs signs = facts.signs();
    if (signs.aggregatorsAway(facts.now())) {
      advice.add(0, "Start an aggregator: fedlog aggregator. Nothing that came is lost.");
      return signs
          .aggregatorSilence(facts.now())
          .map(silent -> " But no aggregator has been heard of for " + SpanText.of(silent) + ".")
          .orElse(" But no aggregator was ever heard of.");
    }
    if (facts.lag().orElse(0) > BEHIND) {
      advice.add("Start another aggregator, or wait: fedlog top shows whether the lag falls.");
      return " The aggregators are %d records behind.".formatted(facts.lag().getAsLong());
    }
    return "";
  }

  private @Nullable Instant windowCloses() {
    RoundDefinition definition = facts.asked().definition();
    Instant opened = progress.openedAt();
    return definition == null || opened == null
        ? null
        : opened.plusMillis(definition.getJoinWindowMs());
  }

  private String deadline() {
    Instant deadline = state.getDeadlineAt();
    return deadline.isAfter(facts.now())
        ? "in %s at the latest (at %s)".formatted(left(deadline), Timeline.clock(deadline))
        : "now: its deadline passed %s ago"
            .formatted(SpanText.of(Duration.between(deadline, facts.now())));
  }

  private String left(Instant until) {
    return SpanText.of(Duration.between(facts.now(), until));
  }
}
