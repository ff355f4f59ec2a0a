package io.fedlog.agent.secure;

import io.fedlog.schemas.SecureMessage;
import java.util.concurrent.CompletableFuture;

/** Puts a store's messages on the log, signed. */
@FunctionalInterface
public interface Speaker {

  /**
   * Completes with whether the log took it.
   *
   * @param message without a signature
   */
  CompletableFuture<Boolean> say(SecureMessage message);
}
