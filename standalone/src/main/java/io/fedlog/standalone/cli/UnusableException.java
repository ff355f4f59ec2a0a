package io.fedlog.standalone.cli;

import org.jspecify.annotations.Nullable;

/** Something the user gave cannot be used; the message says what and what to do. */
final class UnusableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
