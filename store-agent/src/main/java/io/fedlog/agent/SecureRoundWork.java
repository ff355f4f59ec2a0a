package io.fedlog.agent;

import io.fedlog.agent.secure.PartyEvents;
import io.fedlog.agent.secure.SecureDesk;
import io.fedlog.agent.secure.StoreRound;
import io.fedlog.agent.state.RoundMemory;
import io.fedlog.agent.state.SecureShelf;
import io.fedlog.agent.state.StoreState;
import io.fedlog.agent.state.UpdateMemory;
import io.fedlog.learning.secure.Masking;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.runtime.upload.Attempt;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UpdateRefusedException;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.RoundDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store in one round that masks: joins, trains while the group forms, keeps the update, masks
 * it when it is told among whom, uploads it. The protocol's other phases go on at the {@link
 * SecureDesk}, on another thread, so that training holds up no neighbour. All steps here run on the
 * store's serial executor.
 */
final class SecureRoundWork implements PartyEvents {
  private static final Logger LOG = LoggerFactory.getLogger(SecureRoundWork.class);

  private final String storeId;
  private final LiveRound round;
  private final SecureTerms terms;
  private final StoreTrainer trainer;
  private final StoreState state;
  private final AgentServices services;
  private final RoundSteps steps;
  private RoundMemory memory;
  private SecureDesk.@Nullable Seat seat;
  private @Nullable Masking masking;
  private @Nullable String left;

  SecureRoundWork(
      String storeId,
      LiveRound round,
      StoreTrainer trainer,
      StoreState state,
      AgentServices services,
      Executor steps) {
    this.storeId = storeId;
    this.round = round;
    this.terms = Objects.requireNonNull(SecureDefinition.terms(round.definition()), "terms");
    this.trainer = trainer;
    this.state = state;
    this.services = services;
    this.steps =
        new RoundSteps(storeId, round, steps, services.retryPause(), this::again, () -> {});
    this.memory = RoundMemory.fresh(round.memoryId(), 0);
  }

  /** Takes the round up where the store left it. Returns at once. */
  void start(SecureShelf shelf) {
    steps.execute(
        () -> {
          memory = state.round(round.memoryId(), round.definition().getCreatedAt());
          if (over()) {
            return;
          }
          if (!memory.sealed()) {
            services.outbox().join(storeId, round.definition(), services.clock().instant());
          }
          seat =
              services
                  .secure()
                  .enter(
                      new StoreRound(round.definition(), storeId, round.definedAt()), shelf, this);
          train();
        });
  }

  /** The round is over. Returns at once. */
  void end(String why) {
    steps.execute(
        () -> {
          left = why;
          drop();
          if (seat != null) {
            seat.end(why);
          }
        });
  }

  @Override
  public void masked(Masking masks) {
    steps.execute(
        () -> {
          masking = masks;
          mask();
        });
  }

  @Override
  public void over(String why) {
    steps.execute(
        () -> {
          left = why;
          drop();
          LOG.debug(
              "A store's part is over storeId={} roundId={} reason={}",
              storeId,
              round.roundId(),
              why);
        });
  }

  private void train() throws IOException {
    if (memory.sealed()) {
      return;
    }
    Path kept = state.keptUpdate(memory).orElse(null);
    if (kept != null) {
      trainer.persisted(round.definition());
      trained(kept);
      return;
    }
    var unused =
        round
            .inputs()
            .whenCompleteAsync(
                (inputs, failure) -> {
                  if (failure == null) {
                    steps.run(() -> train(inputs));
                  } else if (round.over() == null) {
                    steps.warn(
                        "a model that the round needs cannot be had: " + Failures.text(failure));
                  }
                },
                steps.executor());
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
    long weight = UpdateWeight.of(definition, update);
    byte[] weighted = WeightedUnits.payload(definition, update.payload(), weight);
    UpdateMemory kept = UpdateMemory.of(weighted, weight, update.samples(), update.metrics(), null);
    memory = state.keep(memory, weighted, kept);
    trainer.persisted(definition);
    trained(state.keptUpdate(memory).orElseThrow());
  }

  private void again() throws IOException {
    if (masking == null) {
      train();
    } else {
      mask();
    }
  }

  private void trained(Path file) throws IOException {
    UpdateMemory update = memory.update();
    if (update != null && seat != null) {
      seat.trained(WeightedUnits.in(file, terms).digest(update.weight()));
    }
  }

  private void mask() throws IOException {
    Path file = state.keptUpdate(memory).orElse(null);
    Masking masks = masking;
    if (over() || file == null || masks == null) {
      return;
    }
    if (!memory.attemptsLeft()) {
      steps.warn("all " + Attempt.MOST + " attempts of this store are used up");
      return;
    }
    Path masked = state.maskedFile(memory);
    MaskedBytes.write(masked, terms, WeightedUnits.in(file, terms), masks);
    memory = state.beginAgain(memory, services.attemptIds().nextLong());
    UploadRequest request =
        UploadRequest.masked(
            round.definition(),
            storeId,
            memory.lastAttempt(),
            UpdatePayload.of(masked),
            SecureRecords.record(masks.seal()),
            services.codeVersion());
    CompletableFuture<Void> sealed = services.send(request);
    var unused =
        sealed.whenCompleteAsync(
            (done, failure) -> steps.run(() -> finish(failure)), steps.executor());
  }

  private void finish(@Nullable Throwable failure) {
    if (failure == null) {
      memory = state.sealed(memory);
      LOG.debug("The update is sealed storeId={} roundId={}", storeId, round.roundId());
      return;
    }
    steps.warn(Failures.text(failure));
    if (!(Failures.cause(failure) instanceof UpdateRefusedException)) {
      steps.later(this::mask);
    }
  }

  private boolean over() {
    String reason = left == null ? round.over() : left;
    if (reason == null && services.clock().instant().isAfter(round.deadline())) {
      reason = "its deadline has passed";
    }
    if (reason != null) {
      drop();
    }
    return reason != null;
  }

  /** The update is of no use any more, and is what the round was to hide. */
  private void drop() {
    if (memory.update() != null && !memory.sealed()) {
      memory = state.dropUpdate(memory);
    }
  }
}
