package io.fedlog.coordinator.identity;

/** A store's key was not enrolled. The message says why and never repeats the code. */
public final class EnrolmentRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EnrolmentRefusedException(String message) {
    super(message);
  }
}
