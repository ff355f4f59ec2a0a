package io.fedlog.coordinator.rest;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code status} that a list is narrowed to.
 *
 * @param wanted null for any
 */
record StatusFilter(@Nullable String wanted) {

  /** Reads it; a status that the items cannot have is a problem. */
  static StatusFilter of(Context ctx, Enum<?>... known) {
    return of(ctx, Arrays.stream(known).map(StatusFilter::word).toList());
  }

  static StatusFilter of(Context ctx, List<String> known) {
    String wanted = ctx.queryParam("status");
    if (wanted != null && !known.contains(wanted)) {
      throw ProblemException.malformed(
          "status: expected one of " + String.join(", ", known) + ", came another value");
    }
    return new StatusFilter(wanted);
  }

  boolean takes(String status) {
    return wanted == null || wanted.equals(status);
  }

  /** A status as the API writes it. */
  static String word(Enum<?> status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
