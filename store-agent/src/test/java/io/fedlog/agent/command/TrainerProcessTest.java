package io.fedlog.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TrainerProcessTest {

  @Test
  void shouldKillTheCommand_whenItsInputCannotBeClosed() throws IOException {
    Process real = new ProcessBuilder("sleep", "600").start();

    assertThatThrownBy(
            () ->
                TrainerProcess.attend(
                    new Unclosable(real), "run-1", Duration.ofMinutes(1), line -> {}))
        .isInstanceOf(TrainerFailedException.class)
        .hasMessageContaining("input cannot be closed");
    await().atMost(Duration.ofSeconds(5)).until(() -> !real.isAlive());
  }

  @Test
  void shouldFindWhoseParentsAreGone_whenTheyCarryTheMark() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "(sleep 123454321 >/dev/null 2>&1 & echo $!) & wait");
    builder.environment().put(Offspring.MARK, "run-2");
    Process shell = builder.start();
    assertThat(shell.getInputStream().readAllBytes()).isNotEmpty();
    assertThat(shell.waitFor()).isZero();
    await().atMost(Duration.ofSeconds(5)).until(() -> runs("123454321"));

    assertThat(new Offspring(shell.toHandle(), "run-3").end()).as("of another run").isZero();
    assertThat(runs("123454321")).isTrue();
    assertThat(new Offspring(shell.toHandle(), "run-2").end()).isZero();

    await().atMost(Duration.ofSeconds(5)).until(() -> !runs("123454321"));
  }

  @Test
  void shouldEndWhoKeepsStartingOthers_whenItsTimeIsUp() {
    String forks = "while true; do sleep 654321 >/dev/null 2>&1 & sleep 0.02; done";

    assertThatThrownBy(
            () ->
                TrainerProcess.run(
                    List.of("sh", "-c", forks),
                    "run-4",
                    Set.of(),
                    Duration.ofMillis(400),
                    line -> {}))
        .hasMessageContaining("400 ms");

    await().atMost(Duration.ofSeconds(5)).until(() -> !runs("654321"));
  }

  /** By its arguments, which a process that has ended and is not yet buried has no more. */
  private static boolean runs(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            each -> List.of(each.info().arguments().orElse(new String[0])).contains(argument));
  }

  /** A process whose input is broken. */
  private static final class Unclosable extends Process {

    private final Process real;

    private Unclosable(Process real) {
      this.real = real;
    }

    @Override
    public OutputStream getOutputStream() {
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          throw new IOException("Broken pipe");
        }

        @Override
        public void close() throws IOException {
          throw new IOException("Broken pipe");
        }
      };
    }

    @Override
    public InputStream getInputStream() {
      return real.getInputStream();
    }

    @Override
    public InputStream getErrorStream() {
      return real.getErrorStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
      return real.waitFor();
    }

    @Override
    public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
      return real.waitFor(timeout, unit);
    }

    @Override
    public int exitValue() {
      return real.exitValue();
    }

    @Override
    public void destroy() {
      real.destroy();
    }

    @Override
    public long pid() {
      return real.pid();
    }

    @Override
    public ProcessHandle toHandle() {
      return real.toHandle();
    }
  }
}
