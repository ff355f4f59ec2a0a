package io.fedlog.runtime.models;

/** A version that was deleted from the log. Never retried by itself. */
public final class ForgottenModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ForgottenModelException(String message) {
    super(message);
  }
}
