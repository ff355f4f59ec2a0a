package io.fedlog.aggregator.wire;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * The wall-clock punctuators of one processor, by name. Each runs only while it is needed, for
 * every punctuation makes Streams commit; and none outlives its processor, which Streams may start
 * again. Not thread-safe.
 */
public final class Punctuators {
  private final ProcessorContext<String, byte[]> context;
  private final Map<String, Cancellable> running = new HashMap<>();

  public Punctuators(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  /** Starts one, unless it runs already. */
  public void start(String name, Duration interval, Punctuator punctuator) {
    if (!running.containsKey(name)) {
      running.put(name, context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, punctuator));
    }
  }

  /** Stops one, if it runs. */
  public void stop(String name) {
    Cancellable known = running.remove(name);
    if (known != null) {
      known.cancel();
    }
  }

  /** Stops all. */
  public void close() {
    running.values().forEach(Cancellable::cancel);
    running.clear();
  }
}
