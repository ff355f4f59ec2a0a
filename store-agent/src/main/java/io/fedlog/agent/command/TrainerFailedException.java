package io.fedlog.agent.command;

import org.jspecify.annotations.Nullable;

/**
 * The command did not make an update. The message says what it was asked, what came, and where its
 * files are. It would most likely fail again, so it is not run twice in a round.
 */
public final class TrainerFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainerFailedException(String message) {
    this(message, null);
  }

  TrainerFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
