package io.fedlog.standalone.terminal;

import java.io.PrintWriter;
import java.util.List;

/**
 * A block of lines that is drawn again and again: in place on a terminal, one block after the other
 * elsewhere. What was on a terminal before is there again once it is closed. For one thread.
 */
public final class LiveScreen implements AutoCloseable {

  private static final String ESCAPE = "\u001b[";
  private static final String OTHER_SCREEN = ESCAPE + "?1049h" + ESCAPE + "?25l";
  private static final String USUAL_SCREEN = ESCAPE + "?25h" + ESCAPE + "?1049l";
  private static final String HOME = ESCAPE + "H";
  private static final String REST_OF_LINE = ESCAPE + "K";
  private static final String REST_OF_SCREEN = ESCAPE + "J";

  private final PrintWriter out;
  private final boolean terminal;
  private boolean open;

  /**
   * @param terminal whether the cursor can be moved
   */
  public LiveScreen(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows these lines instead of those before. */
  public void draw(List<String> lines) {
    if (!terminal) {
      lines.forEach(out::println);
      out.println();
      out.flush();
      return;
    }
    StringBuilder block = new StringBuilder(open ? "" : OTHER_SCREEN).append(HOME);
    open = true;
    for (int i = 0; i < lines.size(); i++) {
      block.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(REST_OF_LINE);
    }
    out.print(block.append(REST_OF_SCREEN));
    out.flush();
  }

  @Override
  public void close() {
    if (open) {
      out.print(USUAL_SCREEN);
      out.flush();
      open = false;
    }
  }
}
