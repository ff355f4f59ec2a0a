package io.fedlog.agent.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One run of a command: its output is handed on, its input is empty, its environment is small. It
 * is killed when its time is up or when its thread is interrupted; what it started is killed with
 * it and also when it ends by itself, as far as {@link Offspring} finds it.
 */
final class TrainerProcess {

  private static final Duration PATIENCE_WITH_OUTPUT = Duration.ofSeconds(2);
  private static final long LOOK_MS = 500;

  private TrainerProcess() {}

  /**
   * Runs a command to its end.
   *
   * @param command the program and its arguments
   * @param mark names this run and no other; the command sees it
   * @param further variables that it is given beside the usual ones
   * @param limit the longest it may take
   * @param lines is told each line of output, of either kind
   * @throws TrainerFailedException when it cannot be started, takes too long, is interrupted, or
   *     ends with another status than 0
   */
  static void run(
      List<String> command,
      String mark,
      Set<String> further,
      Duration limit,
      Consumer<String> lines) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    HandedOn.reduce(builder.environment(), further);
    builder.environment().put(Offspring.MARK, mark);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new TrainerFailedException(
          "the trainer cannot be run (" + e.getMessage() + "); see to FL_TRAINER_COMMAND", e);
    }
    attend(process, mark, limit, lines);
  }

  /** Sees a started command to its end; what it leaves running is killed before this returns. */
  static void attend(Process process, String mark, Duration limit, Consumer<String> lines) {
    Offspring all = new Offspring(process.toHandle(), mark);
    OutputLines output = new OutputLines(process.getInputStream(), lines);
    Thread reader = new Thread(output, "trainer-output-" + process.pid());
    reader.setDaemon(true);
    try {
      boolean ended;
      try {
        reader.start();
        process.getOutputStream().close();
        ended = await(process, all, limit);
      } finally {
        endAll(all, lines);
      }
      // Who escaped may hold the output open for ever: nobody waits for that.
      reader.join(PATIENCE_WITH_OUTPUT.toMillis());
      requireSuccess(process, ended, limit, output);
    } catch (IOException e) {
      throw new TrainerFailedException("the trainer's input cannot be closed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainerFailedException(
          "the trainer was killed because its round is over or the agent ends", e);
    }
  }

  /** Whether it ended in time; looks now and then whom it has started. */
  private static boolean await(Process process, Offspring all, Duration limit)
      throws InterruptedException {
    long began = System.nanoTime();
    for (long left = limit.toMillis(); left > 0; ) {
      if (process.waitFor(Math.min(left, LOOK_MS), TimeUnit.MILLISECONDS)) {
        return true;
      }
      all.look();
      left = limit.toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
    }
    return !process.isAlive();
  }

  private static void endAll(Offspring all, Consumer<String> lines) {
    int left = all.end();
    if (left > 0) {
      lines.accept("(" + left + " processes that it started cannot be killed)");
    }
  }

  private static void requireSuccess(
      Process process, boolean ended, Duration limit, OutputLines output) {
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
  }

  private static String lastWords(OutputLines output) {
    return output.last().isEmpty() ? "" : "; its last line: " + output.last();
  }
}
