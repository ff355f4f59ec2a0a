package io.fedlog.runtime;

import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the body of a {@code main} and turns its end into one line and an exit status. Users see
 * what was wrong and what to do, never a stack trace; at debug level the log has it.
 */
public final class Launch {
  private static final Logger log = LoggerFactory.getLogger(Launch.class);

  /** What a {@code main} does. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }

  private Launch() {}

  /**
   * Runs the body.
   *
   * @param role how the process calls itself in front of the line, such as {@code coordinator}
   * @param err where the line goes
   */
  public static ExitStatus run(String role, PrintStream err, Body body) {
    try {
      body.run();
      return ExitStatus.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    } catch (Exception e) {
      log.debug("{} ended by a failure", role, e);
      err.println(LogSettings.lastLine(role + ": " + sentence(e)));
      return ExitStatus.of(e);
    }
  }

  private static String sentence(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }
}
