package io.fedlog.aggregator;

import io.fedlog.runtime.KafkaSettings;
import io.fedlog.schemas.RegistryException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
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
  private static final Pattern THREAD = Pattern.compile(".*-StreamThread-(\\d+)");

  private final KafkaSettings kafka;
  private final StreamsSettings streams;
  private final Runnable end;

  /** {@code end} ends the process at once, for there may be no memory to do it in order. */
  FailedThreads(KafkaSettings kafka, StreamsSettings streams, Runnable end) {
    this.kafka = kafka;
    this.streams = streams;
    this.end = end;
  }

  /** Called on the thread that fails. */
  @Override
  public StreamThreadExceptionResponse handle(Throwable failure) {
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
    memberOf(Thread.currentThread().getName()).ifPresent(this::startRemoval);
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

  /** The name under which a stream thread is a member, as Kafka Streams makes it. */
  Optional<String> memberOf(String threadName) {
    Matcher thread = THREAD.matcher(threadName);
    return streams.instanceId() == null || !thread.matches()
        ? Optional.empty()
        : Optional.of(streams.instanceId() + "-" + thread.group(1));
  }

  /** Beside the failing thread, which must go on to its end. */
  private void startRemoval(String member) {
    Thread thread = new Thread(() -> remove(member), "fedlog-remove-" + member);
    thread.setDaemon(true);
    thread.start();
  }

  private void remove(String member) {
    try (Admin admin = Admin.create(kafka.admin("fedlog-aggregator-members"))) {
      admin
          .removeMembersFromConsumerGroup(
              streams.applicationId(),
              new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(member))))
          .all()
          .get();
    } catch (ExecutionException | KafkaException e) { // then its session has to run out
      log.debug("{} was not removed from the group: {}", member, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
