package io.fedlog.coordinator.identity;

/** How words that came from outside are repeated: in quotes, on one line, not too long. */
final class Shown {

  private static final int LONGEST = 80;

  private Shown() {}

  static String text(String came) {
    String cut = came.length() > LONGEST ? came.substring(0, LONGEST) + "…" : came;
    return "\"" + cut.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?") + "\"";
  }
}
