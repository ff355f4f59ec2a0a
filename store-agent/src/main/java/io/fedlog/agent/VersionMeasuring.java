package io.fedlog.agent;

import io.fedlog.agent.state.ModelMemory;
import io.fedlog.agent.state.SilencedTypes;
import io.fedlog.agent.state.StoreState;
import io.fedlog.schemas.ModelManifest;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One store's figures of versions: measures the newest of each model type once, keeps the store's
 * own part, and tells the log what may be told.
 */
final class VersionMeasuring {
  private static final Logger LOG = LoggerFactory.getLogger(VersionMeasuring.class);

  /** Said in place of a count that is not told: all such stores' figures weigh alike. */
  private static final long ONE_EACH = 1;

  private final String storeId;
  private final StoreTrainer trainer;
  private final StoreState state;
  private final AgentServices services;
  private final Executor steps;
  private final SilencedTypes silenced;
  private final Set<String> masking = ConcurrentHashMap.newKeySet();
  private final PendingEvaluations evaluations = new PendingEvaluations();

  /**
   * @param steps where all that the store does runs, one step at a time
   */
  VersionMeasuring(
      String storeId,
      StoreTrainer trainer,
      StoreState state,
      AgentServices services,
      Executor steps) {
    this.storeId = storeId;
    this.trainer = trainer;
    this.state = state;
    this.services = services;
    this.steps = steps;
    this.silenced = state.silenced();
  }

  /**
   * Rounds of a model type mask, sample counts too: the store's figures no longer tell over how
   * many rows they are. The figures themselves it goes on to tell.
   */
  void hideSamples(String modelType) {
    masking.add(modelType);
  }

  /** Rounds of a model type are under privacy: figures, which are exact, stay here from now on. */
  void hideFigures(String modelType) {
    steps.execute(() -> silenced.add(modelType));
  }

  private boolean tells(String modelType) {
    return services.ownPrivacy().tellsFigures() && !silenced.contains(modelType);
  }

  /**
   * A version is there: measures it unless it was measured before, or a newer one of its type is
   * there first. Returns at once.
   */
  void offer(ModelManifest manifest, CompletableFuture<EvaluationInputs> inputs) {
    var unused =
        inputs.whenComplete(
            (ready, failure) -> {
              if (failure != null) {
                if (!(Failures.cause(failure) instanceof CancellationException)) {
                  warn(manifest, failure);
                }
              } else if (evaluations.offer(ready)) {
                steps.execute(() -> measureNewest(manifest.getModelType()));
              }
            });
  }

  private void measureNewest(String modelType) {
    EvaluationInputs ready = evaluations.take(modelType);
    if (ready != null) {
      try {
        measure(ready);
      } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
        warn(ready.model().manifest(), e);
      }
    }
  }

  private void measure(EvaluationInputs ready) {
    ModelManifest manifest = ready.model().manifest();
    ModelMemory known =
        state
            .model(manifest.getModelType())
            .filter(memory -> memory.isOf(manifest.getVersion(), manifest.getSha256()))
            .orElse(null);
    if (known != null && known.reported()) {
      return;
    }
    trainer
        .evaluate(ready.model(), ready.requires(), known == null ? null : known.localPart())
        .map(figures -> tells(manifest.getModelType()) ? figures : figures.withoutMetrics())
        .ifPresent(figures -> report(figures, manifest, ready));
  }

  private void report(Evaluated figures, ModelManifest manifest, EvaluationInputs ready) {
    // The part first: who is stopped before the figures are on the log measures with it again.
    ModelMemory measured =
        new ModelMemory(
            manifest.getModelType(),
            manifest.getVersion(),
            manifest.getSha256(),
            figures.localPart(),
            false);
    state.remember(measured);
    var unused =
        new StoreFigures(
                storeId,
                manifest.getModelType(),
                manifest.getRoundId(),
                ready.planId(),
                manifest.getVersion())
            .publish(
                "evaluate",
                figures.metrics(),
                masking.contains(manifest.getModelType()) ? ONE_EACH : figures.samples(),
                services.outbox(),
                services.clock())
            .thenAcceptAsync(taken -> reported(measured, taken), steps);
  }

  private void reported(ModelMemory measured, boolean taken) {
    boolean newest =
        state
            .model(measured.modelType())
            .filter(memory -> memory.isOf(measured.version(), measured.sha256()))
            .isPresent();
    if (taken && newest) {
      state.remember(measured.whenReported());
    }
  }

  private void warn(ModelManifest manifest, Throwable failure) {
    if (Thread.currentThread().isInterrupted()) {
      return; // the agent ends; the version waits for its next start
    }
    LOG.warn(
        "A store cannot evaluate a version storeId={} modelType={} version={} reason={}",
        storeId,
        manifest.getModelType(),
        manifest.getVersion(),
        Failures.text(failure));
    LOG.debug("Cause storeId={} modelType={}", storeId, manifest.getModelType(), failure);
  }
}
