package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.SecureStep;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.RoundDefinition;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says on the audit topic what became of rounds and versions. Mutable: whom it speaks about. */
final class AuditTrail {
  private static final String SUBJECT = "streams-aggregator";

  private final Emitter emitter;
  private String modelType = "";
  private long atMillis;

  AuditTrail(Emitter emitter) {
    this.emitter = emitter;
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
    say(
        "round_created",
        definition.getRoundId(),
        "created",
        Map.of("method", definition.getMethod()));
  }

  void decided(Effect.Decide decide) {
    say(
        "round_decided",
        decide.roundId(),
        "aggregating",
        Map.of(
            "version", Long.toString(decide.version()),
            "cohort_size", Integer.toString(decide.cohortSize()),
            "log_offset", Long.toString(decide.logOffset())));
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

  void closed(Effect.Close close) {
    say("round_closed", close.roundId(), close.reason().name(), Map.of());
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
    emitter.audit(
        AuditEvent.newBuilder()
            .setEvent(event)
            .setRoundId(roundId)
            .setModelType(modelType)
            .setSubject(SUBJECT)
            .setResult(result)
            .setDetails(details)
            .setAt(Instant.ofEpochMilli(atMillis))
            .build());
  }
}
