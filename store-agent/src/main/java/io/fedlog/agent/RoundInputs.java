package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.RoundDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a round hands to a trainer.
 *
 * @param definition the round
 * @param base the version to start from; null when the round has none
 * @param requires further versions, in the definition's order
 */
public record RoundInputs(RoundDefinition definition, @Nullable Model base, List<Model> requires) {

  public RoundInputs {
    requires = List.copyOf(requires);
  }

  /** The required version whose model type ends so, such as ".vocabulary". */
  public Optional<Model> required(String suffix) {
    return requires.stream()
        .filter(model -> model.manifest().getModelType().endsWith(suffix))
        .findFirst();
  }
}
