package io.fedlog.agent.state;

import org.jspecify.annotations.Nullable;

/** Local state that cannot be read or written; the message says what to do. */
public final class StateException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StateException(String message) {
    this(message, null);
  }

  StateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
