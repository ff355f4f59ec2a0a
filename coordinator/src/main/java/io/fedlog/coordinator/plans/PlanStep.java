package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.LogWriter;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.coordinator.rounds.DefinedRound;
import io.fedlog.coordinator.rounds.RoundDefinitions;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.ShortPhase;
import io.fedlog.coordinator.topics.TopicAdmin;
import io.fedlog.learning.plan.PlanEffect;
import io.fedlog.learning.plan.PlanEffect.CancelRound;
import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEffect.EndPlan;
import io.fedlog.learning.plan.PlanMachine.Step;
import io.fedlog.learning.plan.PlanPhase;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.Action;
import io.fedlog.schemas.Command;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.PlanStatus;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of one plan: replays it and does what the log does not show yet. What was just written
 * is remembered until the log shows it, which spares work; correctness does not rest on it. For one
 * thread.
 */
public final class PlanStep {

  private static final Logger LOG = LoggerFactory.getLogger(PlanStep.class);

  /**
   * Update topics are made so many rounds ahead: the aggregator sees new ones only now and then.
   */
  private static final int ROUNDS_AHEAD = 2;

  private static final String END = "end";

  /** A definition and its pages are sent together; so late they come no more. */
  private static final Duration PAGES_WITHIN = Duration.ofSeconds(30);

  private final LogView view;
  private final LogWriter writer;
  private final TopicAdmin topics;
  private final RoundDefinitions definitions;
  private final PlanRounds rounds;
  private final PlanReplay replay;
  private final FirstVersions firstVersions;
  private final StoreSelection selection;
  private final InstantSource clock;
  private final JustWritten written = new JustWritten();

  PlanStep(
      LogView view,
      LogWriter writer,
      TopicAdmin topics,
      RoundDefinitions definitions,
      PlanRounds rounds,
      PlanReplay replay,
      FirstVersions firstVersions,
      StoreSelection selection,
      InstantSource clock) {
    this.view = view;
    this.writer = writer;
    this.topics = topics;
    this.definitions = definitions;
    this.rounds = rounds;
    this.replay = replay;
    this.firstVersions = firstVersions;
    this.selection = selection;
    this.clock = clock;
  }

  /**
   * Does what the plan wants next, as far as the log allows it. A plan that cannot work fails.
   *
   * @param acts whether this instance still acts; asked again right before a round is defined
   * @return whether something remains to be done now or once the log shows more
   */
  boolean carryOn(PlanRecord plan, BooleanSupplier acts) {
    try {
      boolean warm = replay.unbegun(plan) && rounds.warm(plan);
      Step step = replay.replay(plan, warm, clock.instant());
      for (PlanEffect effect : step.effects()) {
        carryOut(plan, effect, acts);
      }
      PlanRound now = step.state().round();
      if (now != null && now.phase().preparation()) {
        firstVersions.ensure(plan, now);
      }
      return !step.state().phase().over() || !step.effects().isEmpty() || hasUnseen(plan);
    } catch (IllegalArgumentException
        | IllegalStateException
        | ArithmeticException
        | InvalidTopicException e) {
      end(plan, PlanStatus.FAILED, String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** A plan stopped just after it defined a round must wait to see the round, and cancel it. */
  private boolean hasUnseen(PlanRecord plan) {
    String planId = plan.getPlanId();
    return written.any(
        planId, id -> PlanRound.of(planId, id).isPresent() && view.definition(id).isEmpty());
  }

  private void carryOut(PlanRecord plan, PlanEffect effect, BooleanSupplier acts) {
    if (effect instanceof DefineRound define) {
      define(plan, define.round(), acts);
    } else if (effect instanceof CancelRound cancel) {
      cancel(plan, cancel.round(), "plan-stopped", cancel.reason());
    } else if (effect instanceof EndPlan end) {
      end(plan, PlanStatus.valueOf(end.phase().name()), end.reason());
    }
  }

  private void define(PlanRecord plan, PlanRound round, BooleanSupplier acts) {
    String roundId = round.id(plan.getPlanId());
    if (written.contains(plan.getPlanId(), roundId)) {
      return;
    }
    Optional<RoundDefinition> drawn = definedWithADraw(roundId);
    if (drawn.isPresent()) {
      cancelUnfinished(plan, round, drawn.get());
      return;
    }
    Optional<RoundSpec> spec = rounds.spec(plan, round).flatMap(asked -> drawn(plan, round, asked));
    if (spec.isEmpty()) {
      return;
    }
    DefinedRound wanted = definitions.define(spec.get(), clock.instant());
    topics.createUpdates(withNext(plan, round));
    if (!acts.getAsBoolean() || definedWithADraw(roundId).isPresent()) {
      return; // topics take their time: another instance may have defined the round meanwhile
    }
    // Where only targets are missing, the definition that the log has is the one that counts.
    DefinedRound defined =
        view.definition(roundId)
            .map(written -> new DefinedRound(written, wanted.pages()))
            .orElse(wanted);
    writer.write(defined);
    written.add(plan.getPlanId(), roundId);
    ShortPhase.warning(defined.definition())
        .ifPresent(warning -> LOG.warn("{} roundId={}", warning, roundId));
    LOG.info("Round defined roundId={} modelType={}", roundId, defined.definition().getModelType());
  }

  /** The round's definition, if the log has one whose stores were drawn. */
  private Optional<RoundDefinition> definedWithADraw(String roundId) {
    return view.definition(roundId).filter(known -> known.getSelection() != null);
  }

  private Optional<RoundSpec> drawn(PlanRecord plan, PlanRound round, RoundSpec asked) {
    int most = definitions.mostStores(asked);
    return selection.of(plan, round, asked.participation(), most, clock.instant()).map(asked::with);
  }

  /**
   * Who drew a round's stores may have ended before it wrote them down. Nobody else can know them,
   * for the log has gone on since: the round is given up, and the next one is drawn anew.
   */
  private void cancelUnfinished(PlanRecord plan, PlanRound round, RoundDefinition definition) {
    if (!clock.instant().isBefore(definition.getCreatedAt().plus(PAGES_WITHIN))) {
      cancel(plan, round, "targets-lost", "the stores that were drawn for it were not written");
    }
  }

  private static List<String> withNext(PlanRecord plan, PlanRound round) {
    List<String> ids = new ArrayList<>(List.of(round.id(plan.getPlanId())));
    PlanRound last = round;
    int most = PlanTermsReader.read(plan).maxRounds();
    while (ids.size() <= ROUNDS_AHEAD && last.number() < most) {
      last = last.next();
      ids.add(last.id(plan.getPlanId()));
    }
    return ids;
  }

  private void cancel(PlanRecord plan, PlanRound round, String wish, String reason) {
    String roundId = round.id(plan.getPlanId());
    String commandId = roundId + ":cancel:" + wish;
    if (view.commanded(commandId) || written.contains(plan.getPlanId(), commandId)) {
      return;
    }
    boolean training = round.phase() == PlanPhase.TRAINING;
    String modelType =
        view.definition(roundId).map(known -> known.getModelType()).orElse(plan.getModelType());
    writer.write(
        Command.newBuilder()
            .setCommandId(commandId)
            .setAction(plan.getWindows() == null || !training ? Action.CANCEL : Action.FINISH)
            .setModelType(modelType)
            .setRoundId(roundId)
            .setReason(reason)
            .setIssuedBy(PlanRounds.COORDINATOR)
            .setIssuedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
            .build());
    written.add(plan.getPlanId(), commandId); // only now: Kafka may have gone away meanwhile
    LOG.info("Round cancelled roundId={} reason={}", roundId, reason);
  }

  private void end(PlanRecord plan, PlanStatus status, String reason) {
    String planId = plan.getPlanId();
    if (PlanEntry.isOver(plan.getStatus()) || written.contains(planId, END)) {
      return;
    }
    writer.write(PlanRecord.newBuilder(plan).setStatus(status).setReason(reason).build());
    written.add(planId, END);
    LOG.info("Plan over planId={} status={} reason={}", planId, status, reason);
  }

  /**
   * Writes how a plan ended once more, where a record that came too late says that it goes on: of a
   * compacted topic only the newest record is left for those who read it later.
   */
  void endAgain(PlanEntry plan) {
    if (plan.disputed()) {
      writer.write(plan.plan());
      LOG.warn(
          "A plan that is over was asked to go on; its end is written again planId={} status={}",
          plan.plan().getPlanId(),
          plan.plan().getStatus());
    }
  }

  /** Forgets the plans that are not among these: they are over, or it is not their turn. */
  void keepOnly(Set<String> planIds) {
    written.keepOnly(planIds);
    firstVersions.keepOnly(planIds);
    selection.keepOnly(planIds);
  }
}
