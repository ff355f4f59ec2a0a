package io.fedlog.benchmarks.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what says nothing when it comes, and so must be looked at again and again. */
public final class Waiting {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private Waiting() {}

  /**
   * Returns once the condition holds.
   *
   * @param what for the message: "no ... "
   * @throws TimeoutException when it does not come to hold in time
   */
  public static void until(Callable<Boolean> condition, String what, Duration patience)
      throws Exception {
    long limit = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > limit) {
        throw new TimeoutException(what + " within " + patience.toSeconds() + " s");
      }
      rest(LOOK_AGAIN);
    }
  }

  /** Does nothing for so long. */
  public static void rest(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
