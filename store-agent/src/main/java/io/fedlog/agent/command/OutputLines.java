package io.fedlog.agent.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Hands a program's output on line by line, bounded: a talkative program fills no log, and is read
 * to its end all the same, because it would stand still otherwise. Run by a thread of its own.
 */
final class OutputLines implements Runnable {

  static final int MOST_LINES = 1000;
  static final int LONGEST_LINE = 2000;

  private final InputStream output;
  private final Consumer<String> lines;
  private final StringBuilder line = new StringBuilder();
  private long cut;
  private long seen;
  private volatile String last = "";

  OutputLines(InputStream output, Consumer<String> lines) {
    this.output = output;
    this.lines = lines;
  }

  /** The last line that was not blank; empty when there was none. */
  String last() {
    return last;
  }

  @Override
  public void run() {
    char[] buffer = new char[8192];
    try (Reader reader = new InputStreamReader(output, StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        for (int i = 0; i < n; i++) {
          take(buffer[i]);
        }
      }
    } catch (IOException e) {
      // The program was killed while it wrote: what it said until then has been handed on.
      line.append(" (the output broke off)");
    }
    end();
    if (seen > MOST_LINES) {
      lines.accept("(" + (seen - MOST_LINES) + " more lines are left out)");
    }
  }

  private void take(char c) {
    if (c == '\n' || c == '\r') {
      end();
    } else if (line.length() < LONGEST_LINE) {
      // No control characters: they would forge lines or colours of the log.
      line.append(Character.isISOControl(c) ? ' ' : c);
    } else {
      cut++;
    }
  }

  private void end() {
    String text = line.toString();
    if (!text.isBlank()) {
      last = cut == 0 ? text : text + " (" + cut + " more characters)";
      seen++;
      if (seen <= MOST_LINES) {
        lines.accept(last);
      }
    }
    line.setLength(0);
    cut = 0;
  }
}
