package io.fedlog.benchmarks.latency;

import io.fedlog.agent.RoundInputs;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.agent.TrainedUpdate;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Takes its time and next to no processor: what a run shows is what the log and the aggregator do
 * with stores of that pace.
 */
final class PacedTrainer implements StoreTrainer {
  private static final long SAMPLES = 100;
  private static final double STEP = 1e-3;

  private final Duration pace;
  private final SplittableRandom random;

  /**
   * @param pace mean time of one training; each takes half to one and a half times as long
   */
  PacedTrainer(Duration pace, long seed) {
    this.pace = pace;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    try {
      Thread.sleep(Math.round(pace.toMillis() * (0.5 + random.nextDouble())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the round is over", e);
    }
    double[] parameters = inputs.start();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += STEP * (random.nextDouble() - 0.5);
    }
    return TrainedUpdate.of(inputs, parameters, SAMPLES, Map.of());
  }
}
