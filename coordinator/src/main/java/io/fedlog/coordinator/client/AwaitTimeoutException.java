package io.fedlog.coordinator.client;

/** What was waited for did not come in time; it may come yet. */
public final class AwaitTimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  AwaitTimeoutException(String message) {
    super(message);
  }
}
