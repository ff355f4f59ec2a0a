package io.fedlog.agent;

import io.fedlog.agent.state.UpdateMemory;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.Attempt;
import io.fedlog.runtime.upload.UpdatePayload;
import io.fedlog.runtime.upload.UploadRequest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.WindowRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A round that stores of this process may still take part in. The models it needs are fetched once
 * for all of them. Thread-safe.
 */
final class LiveRound {

  private final RoundDefinition definition;
  private final Instant deadline;
  private final int lost;
  private final CompletableFuture<ModelSet> models;
  private final CompletableFuture<RoundInputs> inputs;
  private final RoundThreads threads;

  /**
   * @param deadline when it is of no use any more
   * @param models finds a version
   */
  LiveRound(
      RoundDefinition definition,
      Instant deadline,
      Function<ModelReference, CompletableFuture<Model>> models) {
    this(definition, deadline, 0, new RoundThreads(), models);
  }

  private LiveRound(
      RoundDefinition definition,
      Instant deadline,
      int lost,
      RoundThreads threads,
      Function<ModelReference, CompletableFuture<Model>> models) {
    this.definition = definition;
    this.deadline = deadline;
    this.lost = lost;
    this.threads = threads;
    this.models = ModelSet.gather(definition.getBase(), definition.getRequires(), models);
    this.inputs =
        this.models.thenApply(set -> new RoundInputs(definition, set.first(), set.others()));
  }

  /**
   * The same round with windows, for another turn of its stores; one end ends all turns.
   *
   * @param base the version to train from
   * @param lost how many of its windows were lost: after each the stores train once more
   */
  LiveRound turn(
      @Nullable ModelReference base,
      int lost,
      Function<ModelReference, CompletableFuture<Model>> versions) {
    return new LiveRound(
        RoundDefinition.newBuilder(definition).setBase(base).build(),
        deadline,
        lost,
        threads,
        versions);
  }

  boolean hasWindows() {
    return definition.getWindows() != null;
  }

  /** The rules of a round that has windows. */
  WindowRules windows() {
    return Objects.requireNonNull(definition.getWindows(), "windows");
  }

  /** How many windows were lost before its stores had this turn. */
  int lost() {
    return lost;
  }

  /** Under which name local state keeps it: each turn of a round with windows is another work. */
  String memoryId() {
    ModelReference base = definition.getBase();
    return hasWindows() && base != null
        ? roundId() + "@" + base.getVersion() + (lost == 0 ? "" : "." + lost)
        : roundId();
  }

  RoundDefinition definition() {
    return definition;
  }

  String roundId() {
    return definition.getRoundId();
  }

  Instant deadline() {
    return deadline;
  }

  /** When the log took its definition, by the broker's clock. */
  Instant definedAt() {
    return deadline.minusMillis(definition.getDeadlineMs());
  }

  /** What a store uploads in one attempt. */
  UploadRequest upload(
      String storeId, Attempt attempt, UpdateMemory update, Path file, @Nullable String codeVersion)
      throws IOException {
    return new UploadRequest(
        definition,
        storeId,
        attempt,
        UpdatePayload.of(file),
        update.weight(),
        update.trainingSamples(),
        update.metrics(),
        update.datasetFingerprint(),
        codeVersion,
        null);
  }

  /** Completes when the base and all required versions are here; is cancelled when it is over. */
  CompletableFuture<RoundInputs> inputs() {
    return inputs;
  }

  /** Why nobody needs to go on with it; null while it runs. */
  @Nullable String over() {
    return threads.over();
  }

  /** Has a store train, until the round is over or its deadline has passed. */
  TrainedUpdate train(StoreTrainer trainer, RoundInputs inputs, Instant now) {
    RoundInputs inTime = inputs.within(Duration.between(now, deadline));
    return trainer.interruptible()
        ? threads.run(() -> trainer.train(inTime))
        : trainer.train(inTime);
  }

  void end(String reason) {
    threads.end(reason);
    models.cancel(false);
  }
}
