package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.RoundView;
import io.fedlog.learning.round.SecureStep;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.CohortMember;
import io.fedlog.schemas.RoundDefinition;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says on the audit topic what became of rounds and versions. Mutable: whom it speaks about. */
final class AuditTrail {
  private static final String SUBJECT = "streams-aggregator";

  private final Emitter emitter;
  private final KeptDefinitions definitions;
  private final CohortRecords cohorts;
  private String modelType = "";
  private long atMillis;
  private @Nullable RoundView ended;

  AuditTrail(Emitter emitter, KeptDefinitions definitions, CohortRecords cohorts) {
    this.emitter = emitter;
    this.definitions = definitions;
    this.cohorts = cohorts;
  }

  /** What the next events are about, and the log's time. */
  void about(String modelType, long atMillis) {
    this.modelType = modelType;
    this.atMillis = atMillis;
  }

  void refused(String roundId, String reason) {
    say("round_refused", roundId, "refused", Map.of("reason", reason));
  }

  void created(RoundDefinition definition) {
    say("round_created", definition.getRoundId(), "created", RoundFacts.created(definition));
  }

  /** A decision, after the pages of its cohort. */
  void decided(Effect.Decide decide, String method) {
    CohortRecords.Told cohort =
        cohorts.decided(
            decide,
            (page, first, members) ->
                say(
                    "round_cohort",
                    decide.roundId(),
                    "aggregating",
                    RoundFacts.page(decide, page, first),
                    members));
    say(
        "round_decided",
        decide.roundId(),
        "aggregating",
        RoundFacts.decided(decide, method, cohort));
  }

  void completed(Effect.Complete complete, String method, @Nullable Long baseVersion) {
    say(
        "round_completed",
        complete.round().roundId(),
        "completed",
        RoundFacts.completed(complete, method, baseVersion));
  }

  void lost(Effect.WindowLost lost) {
    say(
        "window_lost",
        lost.roundId(),
        "lost",
        Map.of(
            "window", Long.toString(lost.number()),
            "version", Long.toString(lost.version()),
            "reason", lost.reason()));
  }

  /** A round's state, of which the end is told when it is closed. */
  void state(RoundView round) {
    ended = round.status().isOver() ? round : null;
  }

  void closed(Effect.Close close) {
    RoundView round = ended;
    say(
        "round_closed",
        close.roundId(),
        close.reason().name(),
        RoundFacts.closed(round != null && round.roundId().equals(close.roundId()) ? round : null));
    ended = null;
  }

  void budgetSet(Effect.BudgetSet set) {
    PrivacyBudget budget = set.budget();
    if (budget == null) {
      say("privacy_budget_withdrawn", null, "withdrawn", Map.of("by", set.by()));
      return;
    }
    say(
        "privacy_budget_set",
        null,
        "set",
        Map.of(
            "epsilon", Double.toString(budget.epsilon()),
            "delta", Double.toString(budget.delta()),
            "by", set.by()));
  }

  /** Which sum was unmasked: nobody's update is known from then on but all of theirs together. */
  void secure(String roundId, SecureStep step) {
    if (step instanceof SecureStep.Unmask unmask) {
      say(
          "round_unmasked",
          roundId,
          "unmasked",
          Map.of(
              "version", Long.toString(unmask.version()),
              "cohort_size", Integer.toString(unmask.cohortSize()),
              "outcome_sha256", HexFormat.of().formatHex(unmask.unmasking().outcome().digest())));
    }
  }

  void promoted(Effect.Promoted promoted) {
    say(
        "version_promoted",
        null,
        "promoted",
        Map.of("version", Long.toString(promoted.version()), "by", promoted.by()));
  }

  private void say(
      String event, @Nullable String roundId, String result, Map<String, String> details) {
    say(event, roundId, result, details, List.of());
  }

  private void say(
      String event,
      @Nullable String roundId,
      String result,
      Map<String, String> details,
      List<CohortMember> cohort) {
    RoundDefinition definition = roundId == null ? null : definitions.get(roundId);
    emitter.audit(
        AuditEvent.newBuilder()
            .setEvent(event)
            .setRoundId(roundId)
            // what a tick brings about is of no model type but its round's
            .setModelType(definition == null ? modelType : definition.getModelType())
            .setSubject(SUBJECT)
            .setResult(result)
            .setDetails(details)
            .setAt(Instant.ofEpochMilli(atMillis))
            .setCohort(cohort)
            .build());
  }
}
