package io.fedlog.standalone.terminal;

import java.util.regex.Pattern;

/**
 * Text of strangers as a terminal may have it: names, reasons and details come from records that
 * anybody may have written, and must not move the cursor, turn the line around or end it.
 */
public final class PlainText {

  /** Controls of either range, marks that format or reverse text, and other ends of a line. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private PlainText() {}

  /** The text with a question mark for whatever does not print. */
  public static String of(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }
}
