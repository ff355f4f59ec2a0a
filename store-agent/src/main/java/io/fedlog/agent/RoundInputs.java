package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a round hands to a trainer.
 *
 * @param definition the round
 * @param base the version to start from; null when the round has none
 * @param requires further versions, in the definition's order
 * @param timeLeft how long from now an update can still be of use
 */
public record RoundInputs(
    RoundDefinition definition, @Nullable Model base, List<Model> requires, Duration timeLeft) {

  public RoundInputs {
    requires = List.copyOf(requires);
  }

  /** Of a round that has just been defined. */
  public RoundInputs(RoundDefinition definition, @Nullable Model base, List<Model> requires) {
    this(definition, base, requires, Duration.ofMillis(definition.getDeadlineMs()));
  }

  /** The same, later. */
  RoundInputs within(Duration left) {
    return new RoundInputs(definition, base, requires, left);
  }

  /** The required version whose model type ends so, such as ".vocabulary". */
  public Optional<Model> required(String suffix) {
    return requires.stream()
        .filter(model -> model.manifest().getModelType().endsWith(suffix))
        .findFirst();
  }

  /** The base's parameters, flat in the layout's order; zeros when the round has no base. */
  public double[] start() {
    return base == null
        ? new double[Math.toIntExact(definition.getParameterCount())]
        : base.doubles();
  }

  /** The round's training configuration under a key, or what holds without it. */
  public String config(String key, String absent) {
    return definition.getTrainingConfig().getOrDefault(key, absent);
  }
}
