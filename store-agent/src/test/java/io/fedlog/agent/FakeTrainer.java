package io.fedlog.agent;

import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Trains by returning one value for every parameter; counts how often it was asked. */
final class FakeTrainer implements StoreTrainer {

  final AtomicInteger trained = new AtomicInteger();
  final AtomicInteger evaluated = new AtomicInteger();
  volatile float value = 1;
  volatile boolean broken;
  final AtomicInteger stumbles = new AtomicInteger();
  volatile byte @Nullable [] resumed;

  /** Whether training goes on until it is interrupted. */
  volatile boolean endless;

  volatile boolean interruptible = true;
  final CountDownLatch mayEnd = new CountDownLatch(1);
  final AtomicInteger interrupted = new AtomicInteger();
  final List<String> persisted = new CopyOnWriteArrayList<>();
  final List<Long> published = new CopyOnWriteArrayList<>();
  volatile @Nullable Duration timeLeft;

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    timeLeft = inputs.timeLeft();
    trained.incrementAndGet();
    if (endless) {
      awaitInterruption();
    }
    if (broken) {
      throw new IllegalArgumentException("line 12: expected a number, got \"many\"");
    }
    if (stumbles.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new IllegalStateException("no space left on the disk");
    }
    int parameters = (int) inputs.definition().getParameterCount();
    return new TrainedUpdate(Rounds.floats(parameters, value), 10, Map.of("loss", 0.5), "f1");
  }

  @Override
  public boolean interruptible() {
    return interruptible;
  }

  private void awaitInterruption() {
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void persisted(RoundDefinition round) {
    persisted.add(round.getRoundId());
  }

  @Override
  public void published(ModelManifest version) {
    published.add(version.getVersion());
    if (broken) {
      throw new IllegalStateException("no space left on the disk");
    }
  }

  @Override
  public Optional<Evaluated> evaluate(
      Model model, List<Model> requires, byte @Nullable [] localPart) {
    resumed = localPart;
    evaluated.incrementAndGet();
    return Optional.of(
        new Evaluated(Map.of("loss", (double) model.floats()[0]), 3, new byte[] {9}));
  }
}
