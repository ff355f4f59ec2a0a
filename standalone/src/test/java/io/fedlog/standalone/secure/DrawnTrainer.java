package io.fedlog.standalone.secure;

import io.fedlog.agent.RoundInputs;
import io.fedlog.agent.StoreTrainer;
import io.fedlog.agent.TrainedUpdate;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A store whose update follows from its id alone: differences that are multiples of 2^-20 from -1
 * to 1, which are whole units of the grids here. It trains when the test lets it.
 */
record DrawnTrainer(String storeId, Map<String, CountDownLatch> held) implements StoreTrainer {

  /** One that nothing holds up. */
  DrawnTrainer(String storeId) {
    this(storeId, new ConcurrentHashMap<>());
  }

  /** It does not train in a round before the latch is open. */
  CountDownLatch hold(String roundId) {
    return held.computeIfAbsent(roundId, id -> new CountDownLatch(1));
  }

  /** How many rows it says that it has. */
  static long samples(String storeId) {
    return 1L + new Random(storeId.hashCode()).nextInt(1000);
  }

  static double[] differences(String storeId, int parameters) {
    Random random = new Random(31L * storeId.hashCode());
    double[] values = new double[parameters];
    for (int i = 0; i < parameters; i++) {
      values[i] = (random.nextInt(1 << 21) - (1 << 20)) / (double) (1 << 20);
    }
    return values;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    CountDownLatch latch = held.get(inputs.definition().getRoundId());
    if (latch != null) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the agent ends", e);
      }
    }
    double[] values = inputs.start();
    double[] differences = differences(storeId, values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] += differences[i];
    }
    return TrainedUpdate.of(inputs, values, samples(storeId), Map.of("loss", 0.5));
  }
}
