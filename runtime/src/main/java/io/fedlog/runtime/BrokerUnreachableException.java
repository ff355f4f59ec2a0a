package io.fedlog.runtime;

/**
 * Kafka did not answer. The message says where it was looked for, how long, and what to do, and can
 * be shown to a user as it is.
 */
public final class BrokerUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
