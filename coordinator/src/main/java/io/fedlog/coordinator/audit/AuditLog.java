package io.fedlog.coordinator.audit;

import io.fedlog.schemas.AuditEvent;

/** Where audit events are written. Thread-safe. */
public interface AuditLog {

  /** Returns when the event is on the log. */
  void write(AuditEvent event);

  /**
   * Returns without waiting for the log and never throws: an event that cannot be written is named
   * in this process's own log.
   */
  void offer(AuditEvent event);
}
