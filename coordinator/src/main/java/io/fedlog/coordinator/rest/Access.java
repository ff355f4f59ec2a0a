package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.audit.AuditTrail;
import io.fedlog.coordinator.audit.Gate;
import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.BearerHeader;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.NotAuthenticatedException;
import io.fedlog.coordinator.identity.Refusal;
import io.fedlog.coordinator.identity.TokenVerifier;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Lets a call through when its token proves somebody who may make it, and has it written down. */
final class Access {

  private final TokenVerifier tokens;
  private final AuditTrail trail;
  private final Gate gate;
  private final CallRates rates;
  private final BooleanSupplier ready;

  /**
   * @param ready whether the log has been read to its end: before, nobody knows what there is
   */
  Access(TokenVerifier tokens, AuditTrail trail, CallRates rates, BooleanSupplier ready) {
    this.tokens = tokens;
    this.trail = trail;
    this.gate = new Gate(trail, ProblemWriter::refusal);
    this.rates = rates;
    this.ready = ready;
  }

  /** The call, for those who may do that. */
  Handler may(Act act, RestCall call) {
    return ctx -> {
      Caller caller = caller(ctx);
      boolean unused =
          gate.pass(
              caller,
              ctx.ip(),
              act,
              matter(ctx),
              () -> {
                if (!ready.getAsBoolean()) {
                  throw ProblemException.unavailable(
                      "the log has not been read to its end yet: ask again");
                }
                call.answer(ctx, caller);
                return true;
              });
    };
  }

  private Caller caller(Context ctx) {
    Caller caller;
    try {
      caller = tokens.verify(BearerHeader.token(ctx.header("Authorization")));
    } catch (NotAuthenticatedException e) {
      if (e.refusal() != Refusal.MISSING) { // which has been counted
        rates.stranger(ctx);
      }
      trail.unknown(ctx.ip(), e.refusal().name().toLowerCase(Locale.ROOT));
      throw e;
    }
    rates.known(caller);
    return caller;
  }

  /** What the path names. */
  private static Matter matter(Context ctx) {
    String roundId = ctx.pathParamMap().get("round_id");
    return roundId == null ? Matter.none() : Matter.round(roundId);
  }
}
