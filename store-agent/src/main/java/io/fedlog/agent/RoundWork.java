package io.fedlog.agent;

import io.fedlog.agent.state.RoundMemory;
import io.fedlog.agent.state.StoreState;
import io.fedlog.agent.state.UpdateMemory;
import io.fedlog.runtime.upload.Attempt;
import io.fedlog.runtime.upload.UpdateRefusedException;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store in one round: join, wait for the models, train, keep the update, upload it, and try
 * again if the log did not take it. Each step looks first whether the round is over. All steps run
 * on the store's serial executor.
 */
final class RoundWork {

  private static final Logger LOG = LoggerFactory.getLogger(RoundWork.class);

  private final String storeId;
  private final LiveRound round;
  private final StoreTrainer trainer;
  private final StoreState state;
  private final OwnBudget budget;
  private final AgentServices services;
  private final RoundSteps steps;
  private final LongSupplier attemptIds;
  private final Turns.TurnEnd whenOver;
  private RoundMemory memory;

  /** With whence ids of attempts come, and what is told once when nothing is left to be done. */
  RoundWork(
      String storeId,
      LiveRound round,
      StoreTrainer trainer,
      StoreState state,
      OwnBudget budget,
      AgentServices services,
      Executor steps,
      LongSupplier attemptIds,
      Turns.TurnEnd whenOver) {
    this.storeId = storeId;
    this.round = round;
    this.trainer = trainer;
    this.state = state;
    this.budget = budget;
    this.services = services;
    this.steps =
        new RoundSteps(
            storeId, round, steps, services.retryPause(), this::enter, () -> whenOver.over(false));
    this.attemptIds = attemptIds;
    this.whenOver = whenOver;
    this.memory = RoundMemory.fresh(round.memoryId(), 0);
  }

  /** Takes the round up where the store left it. Returns at once. */
  void start() {
    steps.execute(this::enter);
  }

  private void enter() throws IOException {
    memory = state.round(round.memoryId(), round.definition().getCreatedAt());
    if (memory.sealed()) {
      whenOver.over(true);
      return;
    }
    if (over()) {
      return;
    }
    if (!memory.attemptsLeft()) {
      steps.warn("all " + Attempt.MOST + " attempts of this store are used up");
      whenOver.over(false);
      return;
    }
    boolean kept = keptUpdate() != null;
    String refusal = privacyRefusal(kept);
    if (refusal != null) {
      steps.warn(refusal);
      whenOver.over(false);
      return;
    }
    services.outbox().join(storeId, round.definition(), services.clock().instant());
    if (kept) {
      trainer.persisted(round.definition());
      uploadAgain();
      return;
    }
    var unused =
        round
            .inputs()
            .whenCompleteAsync(
                (inputs, failure) -> {
                  if (failure == null) {
                    steps.run(() -> train(inputs));
                  } else {
                    if (round.over() == null) {
                      steps.warn(
                          "a model that the round needs cannot be had: " + Failures.text(failure));
                    }
                    whenOver.over(false);
                  }
                },
                steps.executor());
  }

  /**
   * Why the store must not take part by noise of its own; null when it may. What may have been sent
   * cannot be taken back, and another update would have other noise: a second release.
   */
  private @Nullable String privacyRefusal(boolean kept) {
    RoundDefinition definition = round.definition();
    if (kept || !OwnBudget.isFor(definition)) {
      return null;
    }
    return memory.attempts().isEmpty()
        ? budget.fault(definition)
        : "an attempt was begun and its noisy update is no longer kept; another would spend the"
            + " store's privacy once more, so none is made";
  }

  /**
   * The update to be sent again. Where the store adds the noise it is one that the store's ledger
   * has: another was kept under other rules, and may bear less noise or none.
   */
  private @Nullable Path keptUpdate() {
    UpdateMemory update = memory.update();
    RoundDefinition definition = round.definition();
    return update != null
            && (!OwnBudget.isFor(definition) || budget.hasSpentFor(definition, update))
        ? state.keptUpdate(memory).orElse(null)
        : null;
  }

  private void train(RoundInputs inputs) throws IOException {
    if (over()) {
      return;
    }
    RoundDefinition definition = round.definition();
    TrainedUpdate update = round.train(trainer, inputs, services.clock().instant());
    if (over()) {
      return;
    }
    UpdateMemory kept = update.memory(UpdateWeight.of(definition, update));
    if (OwnBudget.isFor(definition)) {
      String refusal = budget.spend(definition, kept); // others may have spent since it joined
      if (refusal != null) {
        steps.warn(refusal);
        whenOver.over(false);
        return;
      }
      // Not to be trained again: kept for good before a byte of it can be sent.
      memory = state.keep(memory, update.payload(), kept);
      memory = state.beginAgain(memory, attemptIds.getAsLong());
    } else {
      memory = state.begin(memory, update.payload(), kept, attemptIds.getAsLong());
    }
    trainer.persisted(definition);
    ModelReference base = definition.getBase();
    var unused =
        new StoreFigures(
                storeId,
                definition.getModelType(),
                definition.getRoundId(),
                definition.getPlanId(),
                base == null ? 0 : base.getVersion())
            .publish(
                "train", update.metrics(), update.samples(), services.outbox(), services.clock());
    send(keptUpdate());
  }

  /** Another attempt with the kept update. */
  private void uploadAgain() throws IOException {
    if (over()) {
      return;
    }
    Path file = keptUpdate();
    if (file != null) {
      memory = state.beginAgain(memory, attemptIds.getAsLong());
    }
    send(file);
  }

  private void send(@Nullable Path file) throws IOException {
    UpdateMemory update = memory.update();
    if (update == null || file == null) {
      steps.warn("the trained update is no longer in the state directory");
      whenOver.over(false);
      return;
    }
    UploadRequest request =
        round.upload(storeId, memory.lastAttempt(), update, file, services.codeVersion());
    CompletableFuture<Void> sealed = services.send(request);
    var unused =
        sealed.whenCompleteAsync(
            (done, failure) -> steps.run(() -> finish(failure)), steps.executor());
  }

  private void finish(@Nullable Throwable failure) {
    if (failure == null) {
      memory = state.sealed(memory);
      LOG.debug("The update is sealed storeId={} roundId={}", storeId, round.roundId());
      whenOver.over(true);
      return;
    }
    steps.warn(Failures.text(failure));
    if (Failures.cause(failure) instanceof UpdateRefusedException) {
      memory = state.dropUpdate(memory);
      whenOver.over(false);
    } else if (memory.attemptsLeft()) {
      steps.later(this::uploadAgain);
    } else {
      whenOver.over(false);
    }
  }

  private boolean over() {
    String reason = round.over();
    if (reason == null && services.clock().instant().isAfter(round.deadline())) {
      reason = "its deadline has passed";
    }
    if (reason == null) {
      return false;
    }
    LOG.debug(
        "The round is left storeId={} roundId={} reason={}", storeId, round.roundId(), reason);
    if (memory.update() != null) {
      memory = state.dropUpdate(memory);
    }
    whenOver.over(false);
    return true;
  }
}
