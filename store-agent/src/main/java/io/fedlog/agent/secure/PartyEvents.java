package io.fedlog.agent.secure;

import io.fedlog.learning.secure.Masking;

/** What a store is told by its part in a round that masks; on the log's thread. */
public interface PartyEvents {

  /** The masks for the update that was agreed to; once in the life of a process. */
  void masked(Masking masking);

  /** Nothing is left to be done: it has revealed what it was asked for, or has no part any more. */
  void over(String why);
}
