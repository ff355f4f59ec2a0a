package io.fedlog.standalone.terminal;

import io.fedlog.runtime.Shutdown;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * What a command gets from outside.
 *
 * @param environment the variables
 * @param clock the time
 * @param attemptIds unpredictable numbers
 * @param onEnd is given what must be closed when the process is told to end
 */
public record Surroundings(
    Map<String, String> environment,
    Clock clock,
    RandomGenerator attemptIds,
    Consumer<Shutdown> onEnd) {

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** This process's own. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(), Clock.systemUTC(), new SecureRandom(), Shutdown::installHook);
  }
}
