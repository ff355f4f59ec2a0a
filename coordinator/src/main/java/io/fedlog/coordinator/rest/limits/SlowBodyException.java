package io.fedlog.coordinator.rest.limits;

import java.io.IOException;

/** A body came too slowly and is not waited for any longer. */
public final class SlowBodyException extends IOException {

  private static final long serialVersionUID = 1L;

  SlowBodyException(String message) {
    super(message);
  }
}
