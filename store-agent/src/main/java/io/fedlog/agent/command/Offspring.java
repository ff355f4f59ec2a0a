package io.fedlog.agent.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A command and all that it starts, so that all of it can be ended. A process whose parent has
 * ended is nobody's child any more, so the children are looked at while the command runs; and each
 * process hands a mark in its environment on, by which Linux finds those that came and went between
 * two looks. Elsewhere such a one escapes, and everywhere one that clears its environment. For one
 * thread.
 */
final class Offspring {

  /** The variable that marks what belongs to one run. */
  static final String MARK = "FEDLOG_TRAINER_RUN";

  private static final Path PROCESSES = Path.of("/proc");
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final int MOST_PAUSES = 300;

  private final ProcessHandle command;
  private final byte[] mark;
  private final Map<Long, ProcessHandle> seen = new HashMap<>();

  /**
   * @param mark what {@link #MARK} is in the command's environment; of this run alone
   */
  Offspring(ProcessHandle command, String mark) {
    this.command = command;
    this.mark = (MARK + "=" + mark).getBytes(StandardCharsets.UTF_8);
    seen.put(command.pid(), command);
  }

  /** Remembers who is there, and forgets who is not: a long run may start very many. */
  void look() {
    seen.values().removeIf(each -> !each.isAlive());
    List.copyOf(seen.values()).forEach(this::lookBelow);
  }

  /** Who has ended has no children, but its number may be another program's by now. */
  private void lookBelow(ProcessHandle known) {
    if (known.isAlive()) {
      known.descendants().forEach(each -> seen.put(each.pid(), each));
    }
  }

  /**
   * Ends everybody, again and again until nobody is left, because who is killed may just have
   * started another.
   *
   * @return how many would not end within a few seconds
   */
  int end() {
    boolean interrupted = Thread.interrupted();
    try {
      List<ProcessHandle> left = List.of();
      for (int i = 0; i < MOST_PAUSES; i++) {
        left = killAll();
        if (left.isEmpty()) {
          return 0;
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
      }
      return left.size();
    } catch (InterruptedException e) {
      interrupted = true;
      return killAll().size();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<ProcessHandle> killAll() {
    look();
    marked().forEach(each -> seen.put(each.pid(), each));
    List<ProcessHandle> left = new ArrayList<>();
    if (command.isAlive()) {
      left.add(command); // first, so that it starts no other
    }
    seen.values().stream()
        .filter(each -> !each.equals(command) && each.isAlive() && !isZombie(each))
        .forEach(left::add);
    for (ProcessHandle each : left) {
      boolean unused = each.destroyForcibly();
    }
    return left;
  }

  /** Processes of this user that carry the mark; none where there is no such folder. */
  private List<ProcessHandle> marked() {
    if (!Files.isReadable(PROCESSES.resolve("self/environ"))) {
      return List.of();
    }
    return ProcessHandle.allProcesses()
        .filter(each -> each.pid() != ProcessHandle.current().pid() && carriesMark(each))
        .toList();
  }

  private boolean carriesMark(ProcessHandle process) {
    try {
      byte[] variables = Files.readAllBytes(file(process, "environ"));
      int from = 0;
      for (int at = 0; at <= variables.length; at++) {
        if (at == variables.length || variables[at] == 0) {
          if (Arrays.equals(variables, from, at, mark, 0, mark.length)) {
            return true;
          }
          from = at + 1;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // of another user, or it has just ended
    }
  }

  /** Ended, and nobody asks for its status: in a container its new parent may never do. */
  private static boolean isZombie(ProcessHandle process) {
    try {
      String state = Files.readString(file(process, "stat"), StandardCharsets.ISO_8859_1);
      return state.startsWith("Z", state.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  private static Path file(ProcessHandle process, String name) {
    return PROCESSES.resolve(String.valueOf(process.pid())).resolve(name);
  }
}
