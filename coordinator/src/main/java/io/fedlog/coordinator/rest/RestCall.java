package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.javalin.http.Context;

/** One call of the contract, once it is known who calls and that the role may. */
@FunctionalInterface
interface RestCall {

  /** Answers; what it throws is a problem for {@link ProblemWriter}. */
  void answer(Context ctx, Caller caller) throws Exception;
}
