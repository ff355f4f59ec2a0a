package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.ForbiddenException;
import io.fedlog.coordinator.identity.IdentityUnavailableException;
import io.fedlog.coordinator.identity.NotAuthenticatedException;
import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.runtime.upload.UpdateRefusedException;
import io.fedlog.runtime.upload.UploadFailedException;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Why a call was refused, for the audit topic: the status it is answered with and the field that it
 * is about. What the caller is told may repeat what came, which the audit topic must not.
 */
final class RefusalReason {

  /** A name that a message begins with; no digits, so that no parameter is taken for one. */
  private static final Pattern FIELD = Pattern.compile("[a-z_]{1,40}(?=[.:])");

  private RefusalReason() {}

  /** The reason; null when the call failed on our side. */
  static @Nullable String of(Exception failure) {
    int status = status(failure);
    if (status >= 500) {
      return null;
    }
    if (failure instanceof ForbiddenException) {
      return failure.getMessage(); // names acts and roles only
    }
    String words = status + " " + HttpStatus.forStatus(status).getMessage();
    Matcher field = FIELD.matcher(String.valueOf(failure.getMessage()));
    return failure instanceof ProblemException && field.lookingAt()
        ? words + ": " + field.group()
        : words;
  }

  /** The status with which {@link ProblemWriter} answers a failure. */
  private static int status(Exception failure) {
    if (failure instanceof ProblemException problem) {
      return problem.status();
    }
    if (failure instanceof BodyException body) {
      return body.fault().status();
    }
    if (failure instanceof HttpResponseException response) {
      return response.getStatus();
    }
    if (failure instanceof NotAuthenticatedException) {
      return 401;
    }
    if (failure instanceof ForbiddenException) {
      return 403;
    }
    if (failure instanceof UpdateRefusedException) {
      return 422;
    }
    if (failure instanceof IOException) {
      return 400;
    }
    return isUnavailable(failure) ? 503 : 500;
  }

  private static boolean isUnavailable(Exception failure) {
    return failure instanceof IdentityUnavailableException
        || failure instanceof UploadFailedException
        || failure instanceof KafkaException
        || failure instanceof InterruptedException;
  }
}
