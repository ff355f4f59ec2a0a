package io.fedlog.aggregator.replay;

import io.fedlog.learning.method.ServerStep;

/** Is given what is made, a chunk at a time, in no particular order. Called by one thread. */
public interface ModelSink {

  /**
   * A chunk is made.
   *
   * @param step the chunk's bytes, and the server state beside it (empty for none)
   * @param updates that it was made of
   */
  void made(DecidedModel of, int chunk, ServerStep step, int updates);

  /**
   * A chunk cannot be made.
   *
   * @param reason in words: which update is not on the log or not what was admitted, which base is
   *     missing
   */
  void failed(DecidedModel of, int chunk, String reason);
}
