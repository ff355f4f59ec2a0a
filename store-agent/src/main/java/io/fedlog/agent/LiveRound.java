package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import java.time.Instant;
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
  private final CompletableFuture<ModelSet> models;
  private final CompletableFuture<RoundInputs> inputs;
  private final RoundThreads threads = new RoundThreads();
  private volatile @Nullable String over;

  /**
   * @param deadline when it is of no use any more
   * @param models finds a version
   */
  LiveRound(
      RoundDefinition definition,
      Instant deadline,
      Function<ModelReference, CompletableFuture<Model>> models) {
    this.definition = definition;
    this.deadline = deadline;
    this.models = ModelSet.gather(definition.getBase(), definition.getRequires(), models);
    this.inputs =
        this.models.thenApply(set -> new RoundInputs(definition, set.first(), set.others()));
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

  /** Completes when the base and all required versions are here; is cancelled when it is over. */
  CompletableFuture<RoundInputs> inputs() {
    return inputs;
  }

  /** Why nobody needs to go on with it; null while it runs. */
  @Nullable String over() {
    return over;
  }

  /** Who trains for it. */
  RoundThreads threads() {
    return threads;
  }

  void end(String reason) {
    over = reason;
    models.cancel(false);
    threads.end();
  }
}
