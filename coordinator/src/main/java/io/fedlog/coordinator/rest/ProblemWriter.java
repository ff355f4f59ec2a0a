package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.coordinator.identity.EnrolmentRefusedException;
import io.fedlog.coordinator.identity.ForbiddenException;
import io.fedlog.coordinator.identity.IdentityUnavailableException;
import io.fedlog.coordinator.identity.NotAuthenticatedException;
import io.fedlog.coordinator.identity.Refusal;
import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.limits.SlowBodyException;
import io.fedlog.runtime.upload.UpdateRefusedException;
import io.fedlog.runtime.upload.UploadFailedException;
import io.fedlog.schemas.RegistryException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what went wrong as {@code application/problem+json} (RFC 9457). Says what was expected,
 * what came and what to do; never where in the code.
 */
final class ProblemWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ProblemWriter.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private ProblemWriter() {}

  /** Every failure of a route is answered here. */
  static void register(RoutesConfig routes) {
    routes.exception(
        ProblemException.class,
        (e, ctx) -> {
          e.headers().forEach(ctx::header);
          write(ctx, e.status(), e.getMessage());
        });
    routes.exception(
        BodyException.class, (e, ctx) -> write(ctx, e.fault().status(), e.getMessage()));
    routes.exception(NotAuthenticatedException.class, ProblemWriter::unknownCaller);
    routes.exception(ForbiddenException.class, (e, ctx) -> write(ctx, 403, e.getMessage()));
    routes.exception(EnrolmentRefusedException.class, (e, ctx) -> write(ctx, 403, e.getMessage()));
    routes.exception(
        IdentityUnavailableException.class,
        (e, ctx) -> {
          ctx.header("Retry-After", "5");
          write(ctx, 503, e.getMessage());
        });
    routes.exception(UpdateRefusedException.class, (e, ctx) -> write(ctx, 422, e.getMessage()));
    routes.exception(UploadFailedException.class, (e, ctx) -> unavailable(ctx, e));
    routes.exception(KafkaException.class, (e, ctx) -> unavailable(ctx, e));
    routes.exception(RegistryException.class, ProblemWriter::unregistered);
    routes.exception(
        InterruptedException.class,
        (e, ctx) -> {
          Thread.currentThread().interrupt();
          unavailable(ctx, e);
        });
    routes.exception(
        HttpResponseException.class,
        (e, ctx) ->
            write(
                ctx,
                e.getStatus(),
                "%s %s: there is no such call".formatted(ctx.method().name(), ctx.path())));
    routes.exception(
        SlowBodyException.class,
        (e, ctx) -> write(ctx, 408, e.getMessage() + ": send it again over a faster link"));
    routes.exception(
        IOException.class,
        (e, ctx) -> {
          LOG.debug("A request did not arrive whole path={}", ctx.path(), e);
          write(ctx, 400, "the request did not arrive whole: send it again");
        });
    routes.exception(
        Exception.class,
        (e, ctx) -> {
          LOG.error("A call failed for a reason of our own path={}", ctx.path(), e);
          write(ctx, 500, "the call failed for a reason that is not yours; see the server's log");
        });
  }

  /** RFC 6750, section 3: the error is named when a token came. */
  private static void unknownCaller(NotAuthenticatedException e, Context ctx) {
    boolean none = e.refusal() == Refusal.MISSING;
    ctx.header("WWW-Authenticate", none ? "Bearer" : "Bearer error=\"invalid_token\"");
    write(ctx, 401, e.getMessage());
  }

  private static void unavailable(Context ctx, Exception e) {
    LOG.warn("The log could not be reached for a call path={}", ctx.path(), e);
    ctx.header("Retry-After", "5");
    write(ctx, 503, "the log cannot be reached now: repeat the call, which does no harm");
  }

  private static void unregistered(RegistryException e, Context ctx) {
    LOG.warn("The schema registry could not be asked for a call path={}", ctx.path(), e);
    ctx.header("Retry-After", "5");
    write(
        ctx,
        503,
        "the schema registry cannot be asked now, and without it nothing was written: repeat the call");
  }

  private static void write(Context ctx, int status, @Nullable String detail) {
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "about:blank");
    problem.put("title", HttpStatus.forStatus(status).getMessage());
    problem.put("status", status);
    problem.put("detail", String.valueOf(detail));
    problem.put("instance", ctx.path());
    try {
      ctx.status(status)
          .contentType("application/problem+json")
          .result(JSON.writeValueAsBytes(problem));
    } catch (IOException e) {
      throw new IllegalStateException("texts and a number can be written as JSON", e);
    }
  }
}
