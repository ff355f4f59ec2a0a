package io.fedlog.agent.data;

/**
 * The user's data or its options cannot be used; the message says what, where, and what to do. An
 * argument like any other, so that a process ends with the status for what its user can correct.
 */
public final class DataException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
