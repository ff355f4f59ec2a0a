package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One store's side of the learning: knows the store's rows and nothing of Kafka. Implement it to
 * join with a model of your own, and start with {@link AgentMain#run}; {@code
 * examples/java/LineTrainer.java} is a complete one. Called by one thread at a time; calls block
 * for as long as they compute; training is interrupted when its round is over, if it may be, and
 * everything when the process ends. A failure's message is for people: it says what was expected,
 * what came and what to do. After an IllegalArgumentException the store leaves the round; anything
 * else is tried again.
 */
public interface StoreTrainer {

  /**
   * Makes the store's update for a round; {@link RoundInputs#start} is where it starts from and
   * {@link TrainedUpdate#of} writes it as the round asks.
   */
  TrainedUpdate train(RoundInputs inputs);

  /**
   * Whether {@link #train} may be interrupted when its round is over; otherwise it goes on to its
   * end in vain. No for one that an interruption could do lasting harm to.
   */
  default boolean interruptible() {
    return true;
  }

  /**
   * The update that {@link #train} made last for this round is in local state and outlives a
   * restart: the round will not be trained again. What a trainer remembers of a round for itself
   * counts from here on. May be told more than once.
   */
  default void persisted(RoundDefinition round) {}

  /**
   * A version of a model type that the store takes part in is on the log. Told of every version,
   * those from before a restart included, before the store trains from it or from a later one.
   */
  default void published(ModelManifest version) {}

  /**
   * Measures a version on the store's own held-out rows, with a local part fitted to its own
   * training rows. A trainer that measures nothing leaves it as it is; plans that stop at a target
   * need the figures.
   *
   * @param model the version
   * @param requires the versions it needs, such as the agreed vocabulary
   * @param localPart what {@link Evaluated#localPart} was for this very version before a restart,
   *     to be taken up instead of a fit; null without one
   * @return empty when there is nothing to measure
   */
  default Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    return Optional.empty();
  }
}
