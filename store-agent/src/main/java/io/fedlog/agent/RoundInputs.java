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
 * @param fingerprints names data by their digest and the store's secret
 */
public record RoundInputs(
    RoundDefinition definition,
    @Nullable Model base,
    List<Model> requires,
    Duration timeLeft,
    Fingerprints fingerprints) {

  /** Names data so that only who has the store's secret can confirm what they were. */
  @FunctionalInterface
  public interface Fingerprints {
    /**
     * The fingerprint of the data of a digest, such as SHA-256 of a file; the same data have the
     * same at this store, and another at any other. Null where the store has no secret.
     */
    @Nullable String of(String digest);
  }

  public RoundInputs {
    requires = List.copyOf(requires);
  }

  /** Of a store without a secret. */
  public RoundInputs(
      RoundDefinition definition, @Nullable Model base, List<Model> requires, Duration timeLeft) {
    this(definition, base, requires, timeLeft, digest -> null);
  }

  /** Of a round that has just been defined. */
  public RoundInputs(RoundDefinition definition, @Nullable Model base, List<Model> requires) {
    this(definition, base, requires, Duration.ofMillis(definition.getDeadlineMs()));
  }

  /** The same, later. */
  RoundInputs within(Duration left) {
    return new RoundInputs(definition, base, requires, left, fingerprints);
  }

  /** The same for one store. */
  RoundInputs with(Fingerprints own) {
    return new RoundInputs(definition, base, requires, timeLeft, own);
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
