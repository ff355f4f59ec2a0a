package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Times what a trainer does and leaves it as it is. */
final class MeasuredTrainer extends ForwardingTrainer {

  private final AgentFigures figures;
  private final LongSupplier nanos;

  /**
   * @param nanos a clock that is never set, such as {@link System#nanoTime}
   */
  MeasuredTrainer(StoreTrainer trainer, AgentFigures figures, LongSupplier nanos) {
    super(trainer);
    this.nanos = nanos;
    this.figures = figures;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    long start = nanos.getAsLong();
    boolean done = false;
    try {
      TrainedUpdate update = super.train(inputs);
      done = true;
      return update;
    } finally {
      if (done) {
        figures.trained(nanos.getAsLong() - start);
      } else {
        figures.trainingFailed();
      }
    }
  }

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    long start = nanos.getAsLong();
    Optional<Evaluated> evaluated = super.evaluate(model, requires, localPart);
    if (evaluated.isPresent()) {
      figures.evaluated(nanos.getAsLong() - start);
    }
    return evaluated;
  }
}
