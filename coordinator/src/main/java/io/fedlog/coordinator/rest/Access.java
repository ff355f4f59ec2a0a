package io.fedlog.coordinator.rest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets a call through when its token proves a role that may make it. */
final class Access {

  private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([\\x21-\\x7e]{1,8192})");

  private final Callers callers;
  private final BooleanSupplier ready;

  /**
   * @param ready whether the log has been read to its end: before, nobody knows what there is
   */
  Access(Callers callers, BooleanSupplier ready) {
    this.callers = callers;
    this.ready = ready;
  }

  /** The call, for those roles only. */
  Handler only(Set<CallerRole> roles, RestCall call) {
    return ctx -> {
      Caller caller = caller(ctx);
      if (!roles.contains(caller.role())) {
        throw ProblemException.forbidden(
            "this call is for " + roles + "; the token is of the role " + caller.role());
      }
      if (!ready.getAsBoolean()) {
        throw ProblemException.unavailable("the log has not been read to its end yet: ask again");
      }
      call.answer(ctx, caller);
    };
  }

  private Caller caller(Context ctx) {
    String header = ctx.header("Authorization");
    Matcher bearer = BEARER.matcher(header == null ? "" : header);
    if (!bearer.matches()) {
      throw ProblemException.unknownCaller(
          "expected the header \"Authorization: Bearer TOKEN\", "
              + (header == null ? "none came" : "another form of it came"));
    }
    try {
      return callers.of(bearer.group(1));
    } catch (UnknownCallerException e) {
      throw ProblemException.unknownCaller(String.valueOf(e.getMessage()));
    }
  }
}
