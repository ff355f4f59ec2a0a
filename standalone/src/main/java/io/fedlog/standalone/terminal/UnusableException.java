package io.fedlog.standalone.terminal;

import org.jspecify.annotations.Nullable;

/** Something the user gave cannot be used; the message says what and what to do. */
public final class UnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnusableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
