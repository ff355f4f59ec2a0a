package io.fedlog.agent.secure;

import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * {@code fl.secure} and {@code fl.secure-rounds}, read for the stores of the process. Readers are
 * told, and what is given to {@link #execute} runs, on one thread, which trains nothing.
 */
public interface SecureLog extends Executor {

  /** What is told of one round. A record may be told more than once, those of two topics mixed. */
  interface Reader {
    /** What a store said, and when the broker took it. */
    void said(SecureMessage message, Instant cameAt);

    /** What the aggregator asks for, and when the broker took it. */
    void asked(SecureRound request, Instant cameAt);

    /** All has been told that the log held when the round was last followed. */
    void caughtUp();
  }

  /**
   * Tells a reader what the log holds of a round, and whatever comes. Following it again tells all
   * from the beginning.
   *
   * @param since by the broker's clock, before anything was said in the round
   */
  void follow(String roundId, Instant since, Reader reader);

  /** Tells nobody of a round any more. */
  void leave(String roundId);
}
