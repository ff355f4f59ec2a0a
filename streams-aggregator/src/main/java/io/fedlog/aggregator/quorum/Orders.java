package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.aggregator.wire.Urgency;
import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.SecureStep;
import io.fedlog.learning.round.Stamp;
import io.fedlog.schemas.CloseReason;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundClosed;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.SealAdmitted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out what the state machine says follows from an event. */
final class Orders {
  private final Emitter emitter;
  private final KeptVersions versions;
  private final KeptDefinitions definitions;
  private final Promotions promotions;
  private final CohortRecords cohorts;
  private final AuditTrail audit;
  private final PrivacyRecords privacy;
  private final SecureOrders secure;
  private final ChunkOrders chunks;

  private String modelType = "";
  private Source source = new Source("", -1, -1);
  private Stamp stamp = new Stamp(0, 0);

  Orders(
      Codecs codecs, QuorumStores stores, Emitter emitter, KeptVersions versions, int partitions) {
    this.emitter = emitter;
    this.versions = versions;
    this.definitions = new KeptDefinitions(codecs, stores, versions);
    this.promotions = new Promotions(stores, emitter, versions);
    this.cohorts = new CohortRecords(codecs, stores);
    this.audit = new AuditTrail(emitter, definitions, cohorts);
    this.privacy = new PrivacyRecords(emitter);
    this.secure = new SecureOrders(emitter);
    this.chunks = new ChunkOrders(emitter, definitions, partitions);
  }

  /** Finds again what the definitions and promotions pin. */
  void restore() {
    definitions.restore();
    promotions.restore();
    cohorts.restore();
  }

  /** What the next effects follow from. */
  void about(String modelType, Source source, Stamp stamp) {
    this.modelType = modelType;
    this.source = source;
    this.stamp = stamp;
    chunks.about(modelType);
    audit.about(modelType, stamp.atMillis());
  }

  /** Keeps the first definition of a round. */
  void keep(RoundDefinition definition) {
    definitions.keep(definition);
  }

  /** Takes down what an entry says that the state machine does not ask for. */
  void note(RoundLogEntry entry) {
    if (entry.getRoundId() != null && entry.getEvent() instanceof SealAdmitted seal) {
      cohorts.sealed(entry.getRoundId(), seal);
    }
  }

  void refuseDefinition(String roundId, String reason) {
    if (definition(roundId) == null) {
      emitter.roundState(
          StateRecords.refused(roundId, modelType, reason, stamp.atMillis(), stamp.offset()));
      audit.refused(roundId, reason);
    }
  }

  /** Carries out what follows from one event; how soon others must see it. */
  Urgency carryOut(List<Effect> effects) {
    Urgency urgency = Urgency.NONE;
    for (Effect effect : effects) {
      emitter.figures().rounds().count(effect);
      urgency = urgency.or(carryOut(effect));
    }
    return urgency;
  }

  private Urgency carryOut(Effect effect) {
    if (effect instanceof Effect.StateChanged changed) {
      audit.state(changed.round());
      emitter.roundState(
          StateRecords.state(changed.round(), definition(changed.round().roundId())));
      return changed.round().status().isOver() ? Urgency.NOW : Urgency.NONE;
    } else if (effect instanceof Effect.Open open) {
      open(open.terms().roundId());
      return Urgency.SOON;
    } else if (effect instanceof Effect.Roster roster) {
      roster(roster);
      return Urgency.SOON;
    } else if (effect instanceof Effect.Decide decide) {
      decide(decide);
      return Urgency.NOW;
    } else if (effect instanceof Effect.Share share) {
      chunks.makers(share.roundId(), Decisions.of(share, method(share.roundId())));
      return Urgency.NOW;
    } else if (effect instanceof Effect.Secure secure) {
      secure(secure.roundId(), secure.step());
      return Urgency.NOW;
    } else if (effect instanceof Effect.Complete complete) {
      complete(complete);
      return Urgency.NOW;
    } else if (effect instanceof Effect.WindowLost lost) {
      audit.lost(lost);
      return Urgency.NONE;
    } else if (effect instanceof Effect.Close close) {
      close(close);
      return Urgency.SOON;
    } else if (effect instanceof Effect.AttemptOver over) {
      chunks.makers(over.roundId(), WindowRecords.over(over));
      cohorts.dropped(over.roundId(), over.attempt().storeId(), over.attempt().attemptId());
      return Urgency.SOON;
    } else if (effect instanceof Effect.Settle settle) {
      settle(settle);
      return Urgency.SOON;
    } else if (effect instanceof Effect.Promoted promoted) {
      promotions.promote(promoted, stamp.atMillis());
      audit.promoted(promoted);
      return Urgency.SOON;
    } else if (effect instanceof Effect.DefinitionRefused refused) {
      definitions.drop(refused.roundId());
      refuseDefinition(refused.roundId(), refused.reason());
      return Urgency.SOON;
    } else if (effect instanceof Effect.BudgetSet set) {
      audit.budgetSet(set);
    } else if (effect instanceof Effect.AccountChanged changed) {
      privacy.account(changed.account());
      return Urgency.SOON;
    } else if (effect instanceof Effect.Charged charged) {
      privacy.charged(charged, definition(charged.roundId()), stamp.atMillis());
      return Urgency.SOON;
    } else if (effect instanceof Effect.Refused refused) {
      emitter.rejected(
          source,
          refused.roundId(),
          refused.storeId(),
          refused.attemptId(),
          refused.reason(),
          refused.detail());
      cohorts.dropped(refused.roundId(), refused.storeId(), refused.attemptId());
    }
    return Urgency.NONE;
  }

  private void open(String roundId) {
    RoundDefinition definition = definition(roundId);
    if (definition != null) {
      chunks.all(roundId, definition);
      audit.created(definition);
      cohorts.opened(roundId);
    }
  }

  private void roster(Effect.Roster roster) {
    RosterPage page = chunks.roster(roster);
    cohorts.roster(page, chunks.control(page));
  }

  private void decide(Effect.Decide decide) {
    if (decide.choice() != null) {
      definitions.choose(decide.roundId(), MethodChoices.write(decide.choice()));
    }
    chunks.makers(decide.roundId(), Decisions.of(decide, method(decide.roundId())));
    audit.decided(decide, method(decide.roundId()));
  }

  private void secure(String roundId, SecureStep step) {
    RoundDefinition definition = definition(roundId);
    String ofRound = definition == null ? modelType : definition.getModelType();
    audit.about(ofRound, stamp.atMillis()); // a tick is of no model type
    secure.tell(roundId, ofRound, step);
    if (step instanceof SecureStep.Unmask unmask) {
      chunks.unmask(roundId, unmask, method(roundId));
    }
    audit.secure(roundId, step);
  }

  private void complete(Effect.Complete complete) {
    RoundDefinition definition = definition(complete.round().roundId());
    if (definition == null) {
      return;
    }
    ModelManifest manifest = StateRecords.manifest(complete, definition);
    ModelRecord record = new ModelRecord(manifest);
    emitter.model(Keys.version(manifest.getModelType(), manifest.getVersion()), record);
    emitter.model(manifest.getModelType(), record);
    versions.published(manifest, complete.withState());
    audit.completed(complete, manifest.getMethod(), manifest.getBaseVersion());
    if (complete.window() != null) {
      WindowRecords.metrics(complete, complete.window(), definition).forEach(emitter::storeMetric);
    }
  }

  private void close(Effect.Close close) {
    chunks.all(
        close.roundId(),
        new RoundClosed(
            close.roundId(), CloseReason.valueOf(close.reason().name()), close.newestWindowMade()));
    audit.closed(close);
    cohorts.closed(close.roundId());
    if (close.reason() == Effect.CloseReason.RETIRED) {
      RoundDefinition definition = definition(close.roundId());
      if (definition != null && definition.getSecureAggregation() != null) {
        secure.forget(close.roundId(), definition.getGrid().getMaxCohort());
      }
      definitions.retire(close.roundId());
    }
  }

  private void settle(Effect.Settle settle) {
    String roundId = settle.round().roundId();
    RoundDefinition definition = definition(roundId);
    if (definition == null) {
      return;
    }
    emitter.roundMetrics(StateRecords.metrics(settle, definition));
    definitions.counted(roundId);
  }

  private String method(String roundId) {
    RoundDefinition definition = definition(roundId);
    return definition == null ? "" : definition.getMethod();
  }

  /** The definition of a round that is not retired and counted. */
  @Nullable RoundDefinition definition(String roundId) {
    return definitions.get(roundId);
  }
}
