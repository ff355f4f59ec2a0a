package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.Enrolment;
import io.fedlog.coordinator.identity.NewEnrolmentCode;
import io.fedlog.coordinator.rest.body.JsonBody;
import io.javalin.http.Context;
import java.time.Duration;

/** {@code POST /stores/{store_id}/enrolment-codes}: a code with which the store enrols its key. */
final class NewCode implements RestCall {

  private static final long MOST_BYTES = 8 << 10;
  private static final long A_DAY_S = Duration.ofDays(1).toSeconds();
  private static final long LONGEST_S = Enrolment.LONGEST_CODE_LIFE.toSeconds();

  private final Enrolment enrolment;

  NewCode(Enrolment enrolment) {
    this.enrolment = enrolment;
  }

  @Override
  public void answer(Context ctx, Caller caller) throws Exception {
    Bodies.requireJson(ctx);
    Fields body = new Fields(JsonBody.object(ctx.bodyInputStream(), MOST_BYTES), "");
    long life = body.whole("valid_for_seconds", 1, LONGEST_S).orElse(A_DAY_S);
    NewEnrolmentCode code = make(caller, ctx.pathParam("store_id"), Duration.ofSeconds(life));
    Access.tells(ctx, "expires_at", code.expiresAt().toString());
    Bodies.answer(
        ctx,
        201,
        json -> {
          json.put("store_id", code.storeId());
          json.put("enrolment_code", code.code());
          json.put("expires_at", code.expiresAt().toString());
        });
  }

  private NewEnrolmentCode make(Caller caller, String storeId, Duration life) {
    try {
      return enrolment.newCode(caller, storeId, life);
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    }
  }
}
