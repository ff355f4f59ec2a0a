package io.fedlog.coordinator.audit;

import java.util.regex.Pattern;

/**
 * How words from outside come into an event: on one line, not too long, and without anything that
 * has the form of a token, wherever somebody put one.
 */
final class AuditText {

  private static final int LONGEST = 300;
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]*+(?:\\.[A-Za-z0-9_-]*+){1,4}");
  private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private AuditText() {}

  static String of(String came) {
    String withoutTokens = TOKEN.matcher(came).replaceAll("(token)");
    String cut =
        withoutTokens.length() > LONGEST
            ? withoutTokens.substring(0, LONGEST) + "…"
            : withoutTokens;
    return UNSEEN.matcher(cut).replaceAll("?");
  }
}
