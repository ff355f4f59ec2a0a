package io.fedlog.standalone.metrics;

import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.standalone.terminal.ConnectFlags;
import io.fedlog.standalone.terminal.PlainText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/** Prints facts of topics as they come, a line each, until it is told to stop. Thread-safe. */
final class Watch {
  private static final long RETRY_MS = 500;

  private final ConnectFlags.Connection connection;
  private final Function<SpecificRecord, String> line;
  private final PrintWriter out;
  private long left;
  private volatile boolean stopped;

  /**
   * A watch that has seen nothing.
   *
   * @param most stops after so many facts
   */
  Watch(
      ConnectFlags.Connection connection,
      Function<SpecificRecord, String> line,
      PrintWriter out,
      long most) {
    this.connection = connection;
    this.line = line;
    this.out = out;
    this.left = most;
  }

  void stop() {
    stopped = true;
  }

  /** Follows each topic in a thread of its own; returns when told to stop. */
  void run(Collection<FactSource> sources, Instant since) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(sources.size());
    try {
      var following = new ExecutorCompletionService<Void>(threads);
      List<Object> all = new ArrayList<>();
      for (FactSource source : sources) {
        all.add(
            following.submit(
                () -> {
                  follow(source.topic(), since);
                  return null;
                }));
      }
      for (int i = 0; i < all.size(); i++) {
        var unused = following.take().get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("the watch ended: " + e.getCause(), e);
    } finally {
      stop();
      threads.shutdownNow();
    }
  }

  private <T extends SpecificRecord> void follow(Topic<T> topic, Instant since)
      throws InterruptedException {
    try (LogScan scan = connection.scan()) {
      while (!stopped && scan.ends(topic).isEmpty()) {
        Thread.sleep(RETRY_MS); // the coordinator makes the topics when it starts
      }
      if (!stopped) {
        scan.follow(
            topic,
            since,
            record -> {
              if (!record.isTombstone()) {
                try {
                  print(record.value());
                } catch (UnreadableRecordException e) {
                  say(PlainText.of("unreadable at " + record.place() + ": " + e.detail()));
                }
              }
            },
            () -> !stopped);
      }
    }
  }

  private void print(SpecificRecord fact) {
    say(line.apply(fact));
  }

  private synchronized void say(String text) {
    if (left > 0) {
      out.println(text);
      out.flush();
      left--;
    }
    stopped |= left <= 0;
  }
}
