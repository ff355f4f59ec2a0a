package io.fedlog.coordinator.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The token in an {@code Authorization} header (RFC 6750, section 2.1). */
public final class BearerHeader {

  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9\\-._~+/]+=*)", Pattern.CASE_INSENSITIVE);

  private BearerHeader() {}

  /**
   * The token.
   *
   * @param value the header's value; null when there is none
   * @throws NotAuthenticatedException when there is no token in it
   */
  public static String token(@Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new NotAuthenticatedException(
          Refusal.MISSING, "Expected the header Authorization: Bearer TOKEN, came none.");
    }
    if (value.length() > TokenVerifier.LONGEST_TOKEN + "Bearer ".length()) {
      throw TokenVerifier.tooLarge(value.length());
    }
    Matcher matcher = BEARER.matcher(value.strip());
    if (!matcher.matches()) {
      throw new NotAuthenticatedException(
          Refusal.MALFORMED,
          "Expected the header Authorization: Bearer TOKEN with one token of letters, digits and"
              + " -._~+/, came something else.");
    }
    return matcher.group(1);
  }
}
