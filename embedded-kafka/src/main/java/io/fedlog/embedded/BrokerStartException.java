package io.fedlog.embedded;

/**
 * The broker cannot start. The message says what was expected, what was found and what to do, in
 * words that can be shown to a user as they are.
 */
public final class BrokerStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerStartException(String message) {
    super(message);
  }

  BrokerStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
