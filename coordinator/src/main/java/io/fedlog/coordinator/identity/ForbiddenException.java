package io.fedlog.coordinator.identity;

/** The caller is known and may not do this; the message says who may. */
public final class ForbiddenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ForbiddenException(String message) {
    super(message);
  }
}
