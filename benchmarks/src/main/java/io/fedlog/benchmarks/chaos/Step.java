package io.fedlog.benchmarks.chaos;

import java.time.Duration;

/**
 * One action of a schedule.
 *
 * @param number of the process within its role, from 1
 * @param delay since the step before
 * @param moment what is waited for then
 * @param lasting until the process is started or resumed, or the disk has room, again
 * @param loseState whether a killed process finds its state directory gone
 */
record Step(
    Kind kind,
    Role role,
    int number,
    Duration delay,
    Moment moment,
    Duration lasting,
    boolean loseState) {

  /** What is done. */
  enum Kind {
    /** SIGKILL. */
    KILL,
    /** SIGSTOP, past the process's session with Kafka. */
    PAUSE,
    /** No room is left in the state directory. */
    FILL
  }

  String process() {
    return role.process(number);
  }

  String text() {
    return switch (kind) {
      case KILL ->
          "kill "
              + process()
              + " "
              + moment.words()
              + (loseState ? ", its state is lost" : "")
              + ", back after "
              + lasting.toMillis()
              + " ms";
      case PAUSE -> "pause " + process() + " for " + lasting.toMillis() + " ms";
      case FILL ->
          "fill the state directory of " + process() + " for " + lasting.toMillis() + " ms";
    };
  }
}
