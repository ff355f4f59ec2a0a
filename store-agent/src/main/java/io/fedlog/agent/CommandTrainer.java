package io.fedlog.agent;

import io.fedlog.agent.command.TrainerCommand;
import io.fedlog.runtime.models.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store whose trainer is a command of its own. Preparation rounds, which describe columns rather
 * than train, stay with the built-in trainer.
 */
final class CommandTrainer implements StoreTrainer {

  private final TrainerCommand command;
  private final Supplier<StoreTrainer> preparation;
  private @Nullable StoreTrainer prepares;

  /**
   * @param command trains and measures
   * @param preparation makes the built-in trainer; asked at the first preparation round
   */
  CommandTrainer(TrainerCommand command, Supplier<StoreTrainer> preparation) {
    this.command = command;
    this.preparation = preparation;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    if (PreparationTypes.isPreparation(inputs.definition().getModelType())) {
      return preparing().train(inputs);
    }
    try {
      TrainerCommand.Made made =
          command.train(inputs.definition(), inputs.base(), inputs.requires(), inputs.timeLeft());
      return new TrainedUpdate(made.payload(), made.samples(), made.metrics(), null);
    } catch (IOException e) {
      throw new UncheckedIOException("the trainer's files cannot be written or read: " + e, e);
    }
  }

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    try {
      return command
          .evaluate(model, requires)
          .map(made -> new Evaluated(withoutRows(made.metrics()), made.samples(), null));
    } catch (IOException e) {
      throw new UncheckedIOException("the trainer's files cannot be written or read: " + e, e);
    }
  }

  private StoreTrainer preparing() {
    StoreTrainer known = prepares;
    if (known == null) {
      known = preparation.get();
      prepares = known;
    }
    return known;
  }

  /** Figures carry the number of rows beside every metric. */
  private static Map<String, Double> withoutRows(Map<String, Double> metrics) {
    Map<String, Double> figures = new HashMap<>(metrics);
    figures.remove("evaluation_samples");
    return figures;
  }
}
