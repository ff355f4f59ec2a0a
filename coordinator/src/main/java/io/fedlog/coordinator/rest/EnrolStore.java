package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.Enrolment;
import io.fedlog.coordinator.identity.EnrolmentRefusedException;
import io.fedlog.schemas.StoreEnrolment;
import io.javalin.http.Context;
import io.javalin.http.Handler;

/**
 * {@code POST /stores/enrol}: a store that has nothing yet but its code sends its public key. The
 * same again is answered the same, so that it may be repeated when no answer came.
 */
final class EnrolStore implements Handler {

  private static final int LONGEST = 400;

  private final Access access;
  private final Enrolment enrolment;
  private final StrangerRates rates;

  EnrolStore(Access access, Enrolment enrolment, StrangerRates rates) {
    this.access = access;
    this.enrolment = enrolment;
    this.rates = rates;
  }

  @Override
  public void handle(Context ctx) throws Exception {
    rates.enrolment(ctx);
    Secrets body = Secrets.read(ctx);
    String storeId = body.text("store_id", LONGEST);
    String code = body.text("enrolment_code", LONGEST);
    byte[] publicKey = body.bytes("public_key", LONGEST);
    byte[] proof = body.bytes("signature", LONGEST);
    StoreEnrolment enrolled = enrol(ctx, storeId, code, publicKey, proof);
    Bodies.answer(
        ctx,
        200,
        json -> {
          json.put("store_id", enrolled.getStoreId());
          json.put("signing_key_id", enrolled.getSigningKeyId());
          json.put("status", "enrolled");
        });
  }

  private StoreEnrolment enrol(
      Context ctx, String storeId, String code, byte[] publicKey, byte[] proof) {
    try {
      return access.once(
          ctx,
          Caller.enrolling(storeId),
          Act.ENROL_KEY,
          Matter.store(storeId),
          () -> {
            StoreEnrolment enrolled = enrolment.enrol(code, storeId, publicKey, proof);
            Access.tells(ctx, "signing_key_id", enrolled.getSigningKeyId());
            return enrolled;
          });
    } catch (EnrolmentRefusedException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    }
  }
}
