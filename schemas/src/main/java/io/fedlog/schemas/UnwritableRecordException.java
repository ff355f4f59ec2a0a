package io.fedlog.schemas;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot be written to its topic: it is too large for a broker's defaults, or a field has
 * no value. The writer is at fault; writing it again would fail again.
 */
public final class UnwritableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnwritableRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
