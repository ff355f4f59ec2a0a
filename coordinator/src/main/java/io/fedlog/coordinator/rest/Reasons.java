package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.body.JsonBody;
import io.javalin.http.Context;
import java.io.IOException;

/** The {@code reason} that a call may give for ending something. */
final class Reasons {

  private static final long MOST_BYTES = 64 << 10;
  private static final int LONGEST = 500;

  private Reasons() {}

  /** What the body says, or else the usual words. */
  static String read(Context ctx, String usual) throws IOException {
    Bodies.requireJson(ctx);
    String reason =
        new Fields(JsonBody.object(ctx.bodyInputStream(), MOST_BYTES), "")
            .text("reason")
            .orElse(usual);
    if (reason.isBlank() || reason.length() > LONGEST) {
      throw ProblemException.malformed(
          "reason: expected 1 to %d characters, came %d".formatted(LONGEST, reason.length()));
    }
    return reason;
  }
}
