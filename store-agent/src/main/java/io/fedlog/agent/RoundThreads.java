package io.fedlog.agent;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who trains for a round, in any of its turns: all of them are interrupted when it is over.
 * Thread-safe.
 */
final class RoundThreads {

  private final Set<Thread> training = new HashSet<>();
  private @Nullable String over;

  /** Does a piece of work, which is interrupted when the round is over or is over already. */
  <T> T run(Supplier<T> work) {
    Thread thread = Thread.currentThread();
    enter(thread);
    try {
      return work.get();
    } finally {
      leave(thread);
    }
  }

  /** Why nobody needs to go on; null while the round runs. */
  synchronized @Nullable String over() {
    return over;
  }

  /** The round is over. */
  synchronized void end(String reason) {
    over = reason;
    training.forEach(Thread::interrupt);
  }

  private synchronized void enter(Thread thread) {
    training.add(thread);
    if (over != null) {
      thread.interrupt();
    }
  }

  /** The interruption was meant for the work: the thread goes on with another store's. */
  private synchronized void leave(Thread thread) {
    training.remove(thread);
    if (over != null) {
      boolean unused = Thread.interrupted();
    }
  }
}
