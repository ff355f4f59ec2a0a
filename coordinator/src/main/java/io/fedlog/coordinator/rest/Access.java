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
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Lets a call through when its token proves somebody who may make it, and has it written down. */
final class Access {

  private static final String ROUND = Access.class.getName() + ".round";
  private static final String FACTS = Access.class.getName() + ".facts";

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
    this.gate = new Gate(trail, RefusalReason::of);
    this.rates = rates;
    this.ready = ready;
  }

  /** The call of somebody who has shown a secret that is good for one act, and is no token. */
  <T, E extends Exception> T once(
      Context ctx, Caller caller, Act act, Matter matter, Gate.Deed<T, E> deed) throws E {
    return gate.pass(caller, ctx.ip(), act, () -> withFacts(ctx, matter), deed);
  }

  /** The call, for those who may do that. */
  Handler may(Act act, RestCall call) {
    return mayTake(
        act,
        (ctx, caller) -> {
          call.answer(ctx, caller);
          return () -> {};
        });
  }

  /** The call, for those who may have what it hands out. */
  Handler mayTake(Act act, ModelCall call) {
    return ctx -> {
      Caller caller = caller(ctx);
      ModelCall.Answer answer =
          gate.pass(
              caller,
              ctx.ip(),
              act,
              () -> withFacts(ctx, matter(ctx)),
              () -> {
                if (!ready.getAsBoolean()) {
                  throw ProblemException.unavailable(
                      "the log has not been read to its end yet: ask again");
                }
                return call.prepare(ctx, caller);
              });
      answer.send();
    };
  }

  /** Says which round a call is about whose path names none. */
  static void isAbout(Context ctx, String roundId) {
    ctx.attribute(ROUND, roundId);
  }

  /** Says what further is to be written down of a call; never a secret. */
  static void tells(Context ctx, String name, String value) {
    Map<String, String> told = new TreeMap<>();
    Map<String, String> before = ctx.attribute(FACTS);
    if (before != null) {
      told.putAll(before);
    }
    told.put(name, value);
    ctx.attribute(FACTS, told);
  }

  private static Matter withFacts(Context ctx, Matter matter) {
    Map<String, String> told = ctx.attribute(FACTS);
    return told == null ? matter : new Matter(matter.kind(), matter.id(), told);
  }

  private Caller caller(Context ctx) {
    Caller caller;
    try {
      caller = tokens.verify(BearerHeader.token(ctx.header("Authorization")));
    } catch (NotAuthenticatedException e) {
      if (e.refusal() != Refusal.MISSING) { // which has been counted
        rates.stranger(ctx);
      }
      unknown(ctx, e);
      throw e;
    }
    rates.known(caller);
    return caller;
  }

  /** Has it written down that somebody did not show who they are. */
  void unknown(Context ctx, NotAuthenticatedException why) {
    trail.unknown(ctx.ip(), why.refusal().code());
  }

  private static Matter matter(Context ctx) {
    Map<String, String> named = ctx.pathParamMap();
    String inPath = named.get("round_id");
    String roundId = inPath == null ? ctx.attribute(ROUND) : inPath;
    if (roundId != null) {
      return Matter.round(roundId);
    }
    if (named.containsKey("store_id")) {
      return Matter.store(ctx.pathParam("store_id"));
    }
    if (named.containsKey("plan_id")) {
      return Matter.plan(ctx.pathParam("plan_id"));
    }
    if (named.containsKey("model_type")) {
      return Matter.modelType(ctx.pathParam("model_type"));
    }
    return named.containsKey("token_id") ? Matter.token(ctx.pathParam("token_id")) : Matter.none();
  }
}
