package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.javalin.http.Context;

/**
 * One call of the contract that hands out a model: what can go wrong goes wrong before it is
 * written down that the caller has it, and nothing is handed out before that.
 */
@FunctionalInterface
interface ModelCall {

  /** Makes ready what is asked for; what it throws is a problem for {@link ProblemWriter}. */
  Answer prepare(Context ctx, Caller caller) throws Exception;

  /** What is ready to be handed out. */
  @FunctionalInterface
  interface Answer {

    void send() throws Exception;
  }
}
