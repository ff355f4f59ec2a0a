package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Does what another trainer does: those that add something to a trainer change only that. */
abstract class ForwardingTrainer implements StoreTrainer {

  private final StoreTrainer trainer;

  ForwardingTrainer(StoreTrainer trainer) {
    this.trainer = trainer;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    return trainer.train(inputs);
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

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    return trainer.evaluate(model, requires, localPart);
  }
}
