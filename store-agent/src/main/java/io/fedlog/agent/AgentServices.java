package io.fedlog.agent;

import io.fedlog.agent.secure.SecureDesk;
import io.fedlog.runtime.upload.UpdateUpload;
import io.fedlog.runtime.upload.UploadRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What all stores of a process share.
 *
 * @param outbox sends joins, heartbeats and metrics
 * @param upload sends updates
 * @param secure where stores take part in rounds that mask
 * @param pool where training, evaluation and uploads run
 * @param clock the time
 * @param attemptIds draws the ids of attempts; no two processes may draw the same
 * @param retryPause how long to wait after a failed attempt
 * @param modelTypes the model types that the stores take part in; empty for all
 * @param codeVersion what the process runs, such as "0.1.0"
 * @param ownPrivacy what the stores demand of rounds
 * @param figures where what they do is counted
 */
record AgentServices(
    AgentOutbox outbox,
    UpdateUpload upload,
    SecureDesk secure,
    Executor pool,
    InstantSource clock,
    RandomGenerator attemptIds,
    Duration retryPause,
    Set<String> modelTypes,
    String codeVersion,
    OwnPrivacy ownPrivacy,
    AgentFigures figures) {

  AgentServices {
    modelTypes = Set.copyOf(modelTypes);
  }

  /** Sends an update; completes when its seal is on the log, or with why it is not. */
  CompletableFuture<Void> send(UploadRequest request) {
    long bytes = request.payload().bytes();
    figures.attempt(request.attempt().number());
    return upload
        .upload(request)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                figures.sealed(bytes, clock.instant());
              } else {
                figures.attemptFailed();
              }
            });
  }
}
