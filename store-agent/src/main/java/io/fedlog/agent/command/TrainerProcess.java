package io.fedlog.agent.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a command: its output is handed on, its input is empty, its environment is small, and
 * it and all that it started are killed when its time is up or when the agent ends.
 */
final class TrainerProcess {

  private static final Duration PATIENCE_WITH_OUTPUT = Duration.ofSeconds(2);

  private TrainerProcess() {}

  /**
   * Runs a command to its end.
   *
   * @param command the program and its arguments
   * @param further variables that it is given beside the usual ones
   * @param limit the longest it may take
   * @param lines is told each line of output, of either kind
   * @throws TrainerFailedException when it cannot be started, takes too long, or ends with another
   *     status than 0
   */
  static void run(
      List<String> command, Set<String> further, Duration limit, Consumer<String> lines) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    HandedOn.reduce(builder.environment(), further);
    Process process;
    try {
      process = builder.start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new TrainerFailedException(
          "the trainer cannot be run (" + e.getMessage() + "); see to FL_TRAINER_COMMAND", e);
    }
    OutputLines output = new OutputLines(process.getInputStream(), lines);
    Thread reader = new Thread(output, "trainer-output-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        kill(process.toHandle());
      }
      // Whoever it left behind may hold the output open for ever: nobody waits for that.
      reader.join(PATIENCE_WITH_OUTPUT.toMillis());
      if (!ended) {
        throw new TrainerFailedException(
            "the trainer took longer than "
                + limit.toMillis()
                + " ms and was killed (FL_TRAINER_TIMEOUT, or the round's deadline)"
                + lastWords(output));
      }
      if (process.exitValue() != 0) {
        throw new TrainerFailedException(
            "the trainer ended with status "
                + process.exitValue()
                + ", expected 0"
                + lastWords(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainerFailedException("the trainer was killed because the agent ends", e);
    } finally {
      if (process.isAlive()) {
        kill(process.toHandle());
      }
    }
  }

  private static String lastWords(OutputLines output) {
    return output.last().isEmpty() ? "" : "; its last line: " + output.last();
  }

  /** From the root down, so that nobody who is killed can start another. */
  private static void kill(ProcessHandle process) {
    List<ProcessHandle> children = process.children().toList();
    boolean unused = process.destroyForcibly();
    children.forEach(TrainerProcess::kill);
  }
}
