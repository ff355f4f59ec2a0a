package io.fedlog.aggregator;

import io.fedlog.aggregator.figures.AggregatorFigures;
import io.fedlog.schemas.RegistryException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces stream threads that fail. When memory is short the process ends instead: Kafka's other
 * threads may have died of it too, and a group whose leader has lost its admin client stands still.
 *
 * <p>Where the instance has a name, each of its threads is a static member of the group, and does
 * not leave it when it fails: the group waits until the member's session has run out before its
 * tasks go to the new thread, and as much longer as the old one takes to close, for it sends
 * heartbeats until then. So it is taken out of the group here.
 */
final class FailedThreads implements StreamsUncaughtExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(FailedThreads.class);

  private final @Nullable StaticMembers members;
  private final AggregatorFigures figures;
  private final Runnable end;

  /**
   * A handler.
   *
   * @param members null where the instance has no name
   * @param figures counts them
   * @param end ends the process at once, for there may be no memory to do it in order
   */
  FailedThreads(@Nullable StaticMembers members, AggregatorFigures figures, Runnable end) {
    this.figures = figures;
    this.members = members;
    this.end = end;
  }

  /** Called on the thread that fails. */
  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
    figures.threadFailed();
    Throwable cause = failure;
    while (cause.getCause() != null && !(cause instanceof RegistryException)) {
      cause = cause.getCause();
    }
    if (cause instanceof OutOfMemoryError) {
      log.error(
          "Out of memory ({}): this aggregator ends, nothing is lost. Start it again with a larger"
              + " heap (-Xmx) or a smaller FL_SUM_MEMORY",
          cause.getMessage());
      end.run();
    }
    log.warn("A stream thread failed and is replaced: {}", what(failure, cause));
    log.debug("stream thread failure", failure);
    if (members != null) {
      members.memberOf(Thread.currentThread().getName()).ifPresent(m -> startRemoval(members, m));
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static String what(Throwable failure, Throwable cause) {
    if (cause == failure) {
      return failure.toString();
    }
    return cause instanceof RegistryException
        ? String.valueOf(cause.getMessage())
        : failure + "; because of " + cause;
  }

  /** Beside the failing thread, which must go on to its end. */
  private static void startRemoval(StaticMembers members, String member) {
    Thread thread = new Thread(() -> members.remove(member), "fedlog-remove-" + member);
    thread.setDaemon(true);
    thread.start();
  }
}
