package io.fedlog.embedded;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers and logs the broker's faults. Kafka's own handler halts the JVM on a fatal one, which
 * here would take the coordinator, the aggregator and the agents down without a word.
 */
final class FaultLog implements FaultHandlerFactory {
  private static final Logger log = LoggerFactory.getLogger(FaultLog.class);

  private final AtomicReference<Throwable> firstFatal = new AtomicReference<>();

  @Override
  public FaultHandler build(String name, boolean fatal, Runnable action) {
    return (message, cause) -> {
      FaultHandlerException fault =
          cause == null
              ? new FaultHandlerException(name + ": " + message)
              : new FaultHandlerException(name + ": " + message, cause);
      if (fatal) {
        firstFatal.compareAndSet(null, fault);
      }
      log.error("broker fault in {}: {}", name, message, cause);
      action.run();
      return fault;
    };
  }

  /** The first fault from which the broker cannot go on. */
  Optional<Throwable> fatal() {
    return Optional.ofNullable(firstFatal.get());
  }
}
