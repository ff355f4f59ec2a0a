package io.fedlog.runtime.models;

/** A version whose bytes on the log are not those that were asked for. Never retried by itself. */
public final class DamagedModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DamagedModelException(String message) {
    super(message);
  }
}
