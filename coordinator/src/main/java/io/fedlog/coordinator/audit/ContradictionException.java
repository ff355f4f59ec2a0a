package io.fedlog.coordinator.audit;

/** The audit topic is not what a published head says; no head may follow that one. */
final class ContradictionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ContradictionException(String message) {
    super(message);
  }
}
