package io.fedlog.standalone.explain;

import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a story of a round's facts. Pure: the same facts give the same story. */
final class StoryTeller {

  private StoryTeller() {}

  /** What a part of the story contributes. */
  record Answer(
      String sentence, List<String> advice, @Nullable Instant until, List<String> missing) {}

  static Story tell(RoundFacts facts) {
    Progress progress = facts.progress();
    List<Moment> moments = Timeline.of(facts, progress);
    Answer answer = answer(facts, progress, moments);
    List<String> advice = new ArrayList<>(answer.advice());
    progress.refusals().all().forEach(one -> advice.add(RefusalWords.advice(one.reason())));
    return new Story(
        facts.roundId(),
        !status(facts).equals("UNKNOWN") || facts.asked().plan() != null,
        status(facts),
        answer.sentence(),
        advice.stream().distinct().filter(text -> !text.isEmpty()).toList(),
        moments.isEmpty() ? null : moments.get(0).at(),
        answer.until(),
        answer.missing(),
        moments,
        progress.refusals().all());
  }

  private static Answer answer(RoundFacts facts, Progress progress, List<Moment> moments) {
    RoundState state = facts.state();
    if (state == null) {
      return new UnopenedRound(facts).answer();
    }
    boolean over =
        state.getStatus() == RoundStatus.COMPLETED
            || state.getStatus() == RoundStatus.FAILED
            || state.getStatus() == RoundStatus.CANCELLED;
    return over
        ? new OverRound(facts, state, progress, moments).answer()
        : new OpenRound(facts, state, progress).answer();
  }

  private static String status(RoundFacts facts) {
    if (facts.state() != null) {
      return facts.state().getStatus().name();
    }
    if (facts.asked().definition() != null) {
      return "DEFINED";
    }
    return facts.asked().request() == null ? "UNKNOWN" : "REQUESTED";
  }
}
