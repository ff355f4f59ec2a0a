package io.fedlog.coordinator.client;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.log.PlanEntry;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for rounds and plans to be over, telling a listener what happens meanwhile. */
final class Waiting {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
  private static final long POLL_MS = 20;

  private final LogView view;

  Waiting(LogView view) {
    this.view = view;
  }

  RoundState round(String roundId, Duration most, Consumer<RoundState> listener)
      throws InterruptedException {
    return until(
        () -> view.state(roundId).filter(LogView::isOver),
        most,
        "round " + roundId,
        state -> state.getRoundId().equals(roundId),
        listener);
  }

  PlanRecord plan(String planId, Duration most, Consumer<RoundState> listener)
      throws InterruptedException {
    return until(
            () -> view.plan(planId).filter(PlanEntry::over),
            most,
            "plan " + planId,
            state -> planId.equals(state.getPlanId()),
            listener)
        .plan();
  }

  private <T> T until(
      Supplier<Optional<T>> end,
      Duration most,
      String what,
      Predicate<RoundState> concerns,
      Consumer<RoundState> listener)
      throws InterruptedException {
    Consumer<RoundState> filtered =
        state -> {
          if (concerns.test(state)) {
            listener.accept(state);
          }
        };
    view.onRoundState(filtered);
    try {
      view.states().forEach(filtered);
      long start = System.nanoTime();
      long seen = view.changes();
      Optional<T> found = end.get();
      while (found.isEmpty()) {
        if (System.nanoTime() - start > most.toNanos()) {
          throw new AwaitTimeoutException(what + " was not over within " + most.toSeconds() + " s");
        }
        view.awaitChange(seen, LOOK_AGAIN);
        seen = view.changes();
        found = end.get();
      }
      // The reader folds a state before it tells listeners: the last one may not have been told
      // yet.
      view.states().forEach(filtered);
      return found.get();
    } finally {
      view.removeListener(filtered);
    }
  }

  /** Waits for a condition that nobody announces. */
  static void until(BooleanSupplier condition, Duration most, String otherwise)
      throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > most.toNanos()) {
        throw new AwaitTimeoutException(otherwise + " within " + most.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }

  static <T> T answer(CompletableFuture<T> future, Duration most, String otherwise)
      throws InterruptedException {
    try {
      return future.get(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new AwaitTimeoutException(otherwise + " within " + most.toSeconds() + " s");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
