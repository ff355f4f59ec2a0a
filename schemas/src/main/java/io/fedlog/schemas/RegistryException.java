package io.fedlog.schemas;

import org.jspecify.annotations.Nullable;

/**
 * The schema registry could not be reached, or refused. No record is at fault: try again, or stop
 * and say so, but never set a record aside for it.
 */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
