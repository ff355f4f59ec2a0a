package io.fedlog.standalone.terminal;

import java.io.PrintWriter;

/**
 * Where a command shows what happens: lines that stay and, on a terminal, one last line that
 * changes. Thread-safe.
 */
public final class Screen {

  private static final String FRESH_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private String live = "";

  /**
   * @param terminal whether a line can be written over; if not, what changes is not shown
   */
  public Screen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Writes a line that stays. */
  public synchronized void line(String text) {
    if (!live.isEmpty()) {
      out.print(FRESH_LINE);
      live = "";
    }
    out.println(text);
    out.flush();
  }

  /** Shows how things stand until the next line comes. */
  public synchronized void live(String text) {
    if (terminal && !text.equals(live)) {
      out.print(FRESH_LINE + text);
      out.flush();
      live = text;
    }
  }

  /** Takes away what was shown live. */
  public synchronized void clear() {
    if (!live.isEmpty()) {
      out.print(FRESH_LINE);
      out.flush();
      live = "";
    }
  }
}
