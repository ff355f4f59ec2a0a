package io.fedlog.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Kafka did not answer. The message says where it was looked for, how long, and what to do, and can
 * be shown to a user as it is.
 */
public final class BrokerUnreachableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BrokerUnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
