package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Times what a trainer does and leaves it as it is. */
final class MeasuredTrainer implements StoreTrainer {

  private final StoreTrainer trainer;
  private final AgentFigures figures;

  MeasuredTrainer(StoreTrainer trainer, AgentFigures figures) {
    this.trainer = trainer;
    this.figures = figures;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    long start = System.nanoTime();
    boolean done = false;
    try {
      TrainedUpdate update = trainer.train(inputs);
      done = true;
      return update;
    } finally {
      if (done) {
        figures.trained(System.nanoTime() - start);
      } else {
        figures.trainingFailed();
      }
    }
  }

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    long start = System.nanoTime();
    Optional<Evaluated> evaluated = trainer.evaluate(model, requires, localPart);
    if (evaluated.isPresent()) {
      figures.evaluated(System.nanoTime() - start);
    }
    return evaluated;
  }

  @Override
  public boolean interruptible() {
    return trainer.interruptible();
  }

  @Override
  public void persisted(RoundDefinition round) {
    trainer.persisted(round);
  }

  @Override
  public void published(ModelManifest version) {
    trainer.published(version);
  }
}
