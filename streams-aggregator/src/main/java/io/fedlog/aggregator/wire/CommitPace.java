package io.fedlog.aggregator.wire;

import java.time.Duration;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks for commits on behalf of one processor. A commit ends the transaction of all tasks of a
 * stream thread and costs it milliseconds, so that one for every summary or join would leave it
 * time for little else: such facts are committed at once when the thread has been quiet, together
 * when it is busy, and in longer batches while they come faster than anybody could wait for one of
 * them. Decisions and what follows from them never wait. Not thread-safe: a thread's tasks share
 * its pace because they share its transaction.
 */
public final class CommitPace {
  /** Facts that come within this time after a commit wait for its end. */
  static final long GAP_MS = 15;

  /** In a flood facts wait no longer than this. */
  static final long FLOOD_GAP_MS = 120;

  /** Facts within {@link #GAP_MS} that make a flood. */
  private static final int FLOOD = 32;

  private static final ThreadLocal<ThreadPace> THREAD = ThreadLocal.withInitial(ThreadPace::new);

  private final ProcessorContext<String, byte[]> context;
  private @Nullable Cancellable due;
  private long waitingSince;

  /** Commits asked for on one stream thread. */
  private static final class ThreadPace {
    long asked;
    int facts;
    long lastMillis = Long.MIN_VALUE;
  }

  public CommitPace(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  /** Commits as urgently as asked. */
  public void ask(Urgency urgency) {
    if (urgency == Urgency.NOW) {
      now();
    } else if (urgency == Urgency.SOON) {
      soon();
    }
  }

  /** Commits as soon as the current record is done with. */
  public void now() {
    ThreadPace pace = THREAD.get();
    pace.asked++;
    pace.facts = 0;
    pace.lastMillis = context.currentSystemTimeMs();
    context.commit();
  }

  /**
   * Commits now if the thread was quiet, within {@link #GAP_MS} if not, and within {@link
   * #FLOOD_GAP_MS} in a flood.
   */
  public void soon() {
    ThreadPace pace = THREAD.get();
    pace.facts++;
    long now = context.currentSystemTimeMs();
    long gap = pace.facts > FLOOD ? FLOOD_GAP_MS : GAP_MS;
    long wait = pace.lastMillis + gap - now;
    if (wait <= 0 || wait > gap) { // a clock set back is no reason to wait
      now();
    } else if (due == null || waitingSince != pace.asked) { // a commit has been since: wait anew
      close();
      waitingSince = pace.asked;
      due =
          context.schedule(
              Duration.ofMillis(wait), PunctuationType.WALL_CLOCK_TIME, at -> commitIfNobodyDid());
    }
  }

  private void commitIfNobodyDid() {
    close();
    ThreadPace pace = THREAD.get();
    if (pace.asked != waitingSince) {
      return;
    }
    if (pace.facts > FLOOD) {
      pace.facts--; // asked for before
      soon();
    } else {
      now();
    }
  }

  /** Waits for nothing any more. */
  public void close() {
    if (due != null) {
      due.cancel();
      due = null;
    }
  }
}
