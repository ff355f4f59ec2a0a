package io.fedlog.coordinator.client;

import io.fedlog.coordinator.audit.AuditLog;
import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.audit.Gate;
import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import java.time.InstantSource;

/**
 * The door of those who may write to the coordinator's topics themselves: nothing is refused them,
 * and the audit topic hears of it as of what is asked over REST. Thread-safe.
 */
final class CommandLineDoor {
  private static final String HERE = "command-line";

  private final Gate gate;

  CommandLineDoor(AuditLog log, InstantSource clock) {
    this.gate = new Gate(new AuditTrail(log, clock));
  }

  /** What is done and gives nothing back. */
  interface Step<E extends Exception> {
    void done() throws E;
  }

  /** Does it and writes it down. */
  <T, E extends Exception> T pass(Act act, Matter matter, Gate.Deed<T, E> deed) throws E {
    return gate.pass(Caller.commandLine(), HERE, act, matter, deed);
  }

  /** Does it and writes it down. */
  <E extends Exception> void run(Act act, Matter matter, Step<E> step) throws E {
    boolean unused =
        pass(
            act,
            matter,
            () -> {
              step.done();
              return true;
            });
  }
}
