package io.fedlog.standalone.explain;

import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundRequest;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.RoundStatus;
import io.fedlog.standalone.explain.RoundFacts.OfPlan;
import io.fedlog.standalone.explain.StoryTeller.Answer;
import io.fedlog.standalone.terminal.SpanText;
import io.fedlog.standalone.watch.Signs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A round that no aggregator has seen: not defined yet, or not read yet. */
final class UnopenedRound {

  private final RoundFacts facts;

  UnopenedRound(RoundFacts facts) {
    this.facts = facts;
  }

  Answer answer() {
    if (facts.asked().definition() != null) {
      return unread();
    }
    RoundRequest request = facts.asked().request();
    if (request != null) {
      Instant at = facts.asked().at();
      Instant until =
          (at == null ? request.getCreatedAt() : at).plusMillis(request.getDeadlineMs());
      return answer(
          "Round %s was asked for and waits for its first upload, which fixes its layout, until %s."
              .formatted(facts.roundId(), Timeline.clock(until)),
          "Have one of its stores upload.",
          until);
    }
    OfPlan plan = facts.asked().plan();
    return plan == null
        ? answer(
            "No topic knows a round %s, and no plan has a round of that name."
                .formatted(facts.roundId()),
            "fedlog rounds list shows the rounds that there are.",
            null)
        : ofPlan(plan);
  }

  private Answer unread() {
    String since =
        facts.asked().at() == null
            ? ""
            : " for " + SpanText.of(Duration.between(facts.asked().at(), facts.now()));
    Signs signs = facts.signs();
    if (signs.aggregatorsAway(facts.now())) {
      String silence =
          signs
              .aggregatorSilence(facts.now())
              .map(silent -> "none has been heard of for " + SpanText.of(silent))
              .orElse("none was ever heard of");
      return answer(
          "Round %s is defined, and no aggregator has taken it in%s: %s."
              .formatted(facts.roundId(), since, silence),
          "Start an aggregator: fedlog aggregator.",
          null);
    }
    String behind = facts.lag().isPresent() ? ": they are %d records behind" : "";
    return answer(
        ("Round %s is defined, and the aggregators have not taken it in yet%s" + behind + ".")
            .formatted(facts.roundId(), since, facts.lag().orElse(0)),
        "Wait a moment; if it stays so, look at the aggregators' log for intake that stands still.",
        null);
  }

  private Answer ofPlan(OfPlan of) {
    PlanRecord plan = of.plan();
    String named = "Round %s is not defined: ".formatted(facts.roundId());
    if (plan.getStatus() == PlanStatus.PAUSED) {
      return answer(
          named + "plan " + plan.getPlanId() + " is paused.",
          "fedlog plans resume " + plan.getPlanId(),
          null);
    }
    if (plan.getStatus() != PlanStatus.RUNNING) {
      String why = plan.getReason() == null ? "" : " (" + plan.getReason() + ")";
      return answer(
          named
              + "plan %s is %s%s and has no more rounds."
                  .formatted(plan.getPlanId(), plan.getStatus(), why),
          "",
          null);
    }
    RoundState before = of.before();
    if (before != null && !isOver(before)) {
      return answer(
          named
              + "its plan's round before it, %s, is %s."
                  .formatted(before.getRoundId(), before.getStatus()),
          "fedlog explain --round " + before.getRoundId(),
          null);
    }
    return stores(plan, named);
  }

  private Answer stores(PlanRecord plan, String named) {
    Signs signs = facts.signs();
    long alive = signs.storesAlive(facts.now());
    if (alive < plan.getMinStores()) {
      return answer(
          named
              + "plan %s needs %d stores, and %d were heard of in the last %s."
                  .formatted(
                      plan.getPlanId(), plan.getMinStores(), alive, SpanText.of(Signs.STORE_AWAY)),
          "Start the stores' agents; fedlog stores list says who was heard of when.",
          null);
    }
    return answer(
        named
            + "plan %s runs, and its coordinator has not come to it: it may wait for what the stores"
                .formatted(plan.getPlanId())
            + " measure of the version before, or not run.",
        "fedlog plans show %s says what the plan waits for; see that a coordinator runs."
            .formatted(plan.getPlanId()),
        null);
  }

  private static boolean isOver(RoundState state) {
    return state.getStatus() == RoundStatus.COMPLETED
        || state.getStatus() == RoundStatus.FAILED
        || state.getStatus() == RoundStatus.CANCELLED;
  }

  private static Answer answer(String sentence, String advice, @Nullable Instant until) {
    return new Answer(sentence, advice.isEmpty() ? List.of() : List.of(advice), until, List.of());
  }
}
