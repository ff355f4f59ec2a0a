package io.fedlog.agent;

import io.fedlog.agent.secure.SecureDesk;
import io.fedlog.runtime.upload.UpdateUpload;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
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
    OwnPrivacy ownPrivacy) {

  AgentServices {
    modelTypes = Set.copyOf(modelTypes);
  }
}
