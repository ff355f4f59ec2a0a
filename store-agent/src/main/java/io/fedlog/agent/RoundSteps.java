package io.fedlog.agent;

import io.fedlog.agent.command.TrainerFailedException;
import io.fedlog.learning.secure.RefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of one store in one round, on the store's serial executor. Bad rows, settings and
 * trainers stay what they are until a restart; anything else that goes wrong, such as a full disk
 * or want of memory, may pass: the round is then taken up again from what local state holds.
 */
final class RoundSteps {
  private static final Logger LOG = LoggerFactory.getLogger(RoundSteps.class);

  /** After so many failed steps the round is left until a restart. */
  private static final int MOST_FAILURES = 3;

  /** A step that may fail. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  private final String storeId;
  private final LiveRound round;
  private final Executor steps;
  private final Duration retryPause;
  private final Step again;
  private final Runnable givenUp;
  private int failures;

  /**
   * @param again what is done after a failure that may pass
   * @param givenUp told when nothing is tried any more
   */
  RoundSteps(
      String storeId,
      LiveRound round,
      Executor steps,
      Duration retryPause,
      Step again,
      Runnable givenUp) {
    this.storeId = storeId;
    this.round = round;
    this.steps = steps;
    this.retryPause = retryPause;
    this.again = again;
    this.givenUp = givenUp;
  }

  /** Where steps run one after the other. */
  Executor executor() {
    return steps;
  }

  /** Has a step done when its turn comes. */
  void execute(Step step) {
    steps.execute(() -> run(step));
  }

  /** Does a step now. */
  void run(Step step) {
    try {
      step.run();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failed(e);
    }
  }

  /** Has a step done after a pause. */
  void later(Step step) {
    CompletableFuture.delayedExecutor(retryPause.toMillis(), TimeUnit.MILLISECONDS, steps)
        .execute(() -> run(step));
  }

  private void failed(Throwable failure) {
    if (round.over() != null) {
      LOG.debug("Left behind storeId={} roundId={}", storeId, round.roundId(), failure);
      return;
    }
    failures++;
    boolean mayPass =
        !(failure instanceof IllegalArgumentException
            || failure instanceof TrainerFailedException
            || failure instanceof RefusedException);
    boolean tries = mayPass && failures < MOST_FAILURES;
    warn(
        Failures.text(failure)
            + (tries ? "; trying again" : "; not tried again before a restart of the agent"));
    LOG.debug("Cause storeId={} roundId={}", storeId, round.roundId(), failure);
    if (tries) {
      later(again);
    } else {
      givenUp.run();
    }
  }

  void warn(String reason) {
    LOG.warn(
        "A store cannot take part in a round for now storeId={} roundId={} reason={}",
        storeId,
        round.roundId(),
        reason);
  }
}
