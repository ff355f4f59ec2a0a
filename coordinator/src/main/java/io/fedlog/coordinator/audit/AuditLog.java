package io.fedlog.coordinator.audit;

import io.fedlog.schemas.AuditEvent;

/** Where audit events are written. Thread-safe. */
public interface AuditLog {

  /** Returns when the event is on the log. */
  void write(AuditEvent event);

  /**
   * Returns at once and never throws: events that cannot be written, or are too many to wait for
   * the log, are named or counted in this process's own log.
   */
  void offer(AuditEvent event);
}
