package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.AccessRights;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.Enrolment;
import io.fedlog.coordinator.identity.Revocations;
import io.fedlog.coordinator.identity.TokenKeys;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The calls that change who may act. Two of them are for those who have no token yet. */
final class AccessRoutes {

  private static final String NO_KEYS = "{\"keys\":[]}";

  private AccessRoutes() {}

  static void register(RoutesConfig routes, RestParts parts, Access access) {
    AccessRights rights = parts.rights();
    StrangerRates rates = new StrangerRates(parts.clock());
    String stores = RestServer.BASE + "/stores";
    String tokens = RestServer.BASE + "/tokens";
    routes.post(stores + "/enrol", new EnrolStore(access, rights.enrolment(), rates));
    routes.post(
        stores + "/{store_id}/enrolment-codes",
        access.may(Act.CREATE_ENROLMENT_CODE, new NewCode(rights.enrolment())));
    routes.post(
        stores + "/{store_id}/revoke",
        access.may(
            Act.REVOKE_STORE, (ctx, caller) -> revokeStore(rights.enrolment(), ctx, caller)));
    routes.post(tokens, new SignIn(access, rights, rates));
    routes.post(
        tokens + "/{token_id}/revoke",
        access.may(
            Act.REVOKE_TOKEN, (ctx, caller) -> revokeToken(rights.revocations(), ctx, caller)));
    routes.get("/.well-known/jwks.json", ctx -> keySet(rights.keys(), ctx));
  }

  private static void revokeStore(Enrolment enrolment, Context ctx, Caller caller)
      throws Exception {
    String storeId = ctx.pathParam("store_id");
    try {
      enrolment.revoke(caller, storeId);
    } catch (NoSuchElementException e) {
      throw ProblemException.notFound(String.valueOf(e.getMessage()));
    }
    Bodies.answer(ctx, 200, json -> json.put("store_id", storeId).put("status", "revoked"));
  }

  private static void revokeToken(Revocations revocations, Context ctx, Caller caller)
      throws Exception {
    String tokenId = ctx.pathParam("token_id");
    try {
      revocations.revoke(caller, tokenId);
    } catch (IllegalArgumentException e) {
      throw ProblemException.malformed(String.valueOf(e.getMessage()));
    }
    Bodies.answer(ctx, 200, json -> json.put("token_id", tokenId).put("status", "revoked"));
  }

  /** The public halves only (RFC 7517); whoever checks our tokens elsewhere needs them. */
  private static void keySet(@Nullable TokenKeys keys, Context ctx) {
    ctx.contentType(Bodies.TYPE)
        .header("Cache-Control", "public, max-age=300")
        .result(keys == null ? NO_KEYS : keys.jwks());
  }
}
