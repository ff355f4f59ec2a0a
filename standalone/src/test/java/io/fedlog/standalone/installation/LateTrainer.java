package io.fedlog.standalone.installation;

import io.fedlog.agent.Evaluated;
import io.fedlog.agent.RoundInputs;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.agent.TrainedUpdate;
import io.fedlog.runtime.models.Model;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Trains as another does, but is done with a round with windows only when it has made so many more
 * versions.
 */
record LateTrainer(StoreTrainer trainer, NewestVersion newest, int versions)
    implements StoreTrainer {

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    Model base = inputs.base();
    if (inputs.definition().getWindows() != null && base != null) {
      try {
        newest.await(base.manifest().getVersion() + versions);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the installation ends", e);
      }
    }
    return trainer.train(inputs);
  }

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    return trainer.evaluate(model, requires, localPart);
  }
}
