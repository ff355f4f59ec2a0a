package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One store's side of the learning: knows the store's rows and nothing of Kafka. Called by one
 * thread at a time; calls block for as long as they compute. A failure's message is for people: it
 * says what was expected, what came and what to do.
 */
public interface StoreTrainer {

  /** Makes the store's update for a round, in the round's encoding. */
  TrainedUpdate train(RoundInputs inputs);

  /**
   * Measures a version on the store's own held-out rows, with a local part fitted to its own
   * training rows.
   *
   * @param model the version
   * @param requires the versions it needs, such as the agreed vocabulary
   * @param localPart what {@link Evaluated#localPart} was for this very version before a restart,
   *     to be taken up instead of a fit; null without one
   * @return empty when there is nothing to measure
   */
  Optional<Evaluated> evaluate(Model model, List<Model> requires, byte @Nullable [] localPart);
}
