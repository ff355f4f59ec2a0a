package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Trains by returning one value for every parameter; counts how often it was asked. */
final class FakeTrainer implements StoreTrainer {

  final AtomicInteger trained = new AtomicInteger();
  final AtomicInteger evaluated = new AtomicInteger();
  volatile float value = 1;
  volatile boolean broken;

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    trained.incrementAndGet();
    if (broken) {
      throw new IllegalArgumentException("line 12: expected a number, got \"many\"");
    }
    int parameters = (int) inputs.definition().getParameterCount();
    return new TrainedUpdate(Rounds.floats(parameters, value), 10, Map.of("loss", 0.5));
  }

  @Override
  public Optional<Evaluated> evaluate(Model model, List<Model> requires) {
    evaluated.incrementAndGet();
    return Optional.of(
        new Evaluated(Map.of("loss", (double) model.floats()[0]), 3, new byte[] {9}));
  }
}
