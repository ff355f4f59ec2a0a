package io.fedlog.agent;

import java.util.concurrent.CompletionException;

/** What is behind a failure, in words for people. */
final class Failures {

  private Failures() {}

  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  static String text(Throwable failure) {
    Throwable cause = cause(failure);
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.toString() : message;
  }
}
