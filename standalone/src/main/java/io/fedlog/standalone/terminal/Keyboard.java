package io.fedlog.standalone.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keys as they are pressed, without Enter and without an echo, where there is a terminal and stty;
 * elsewhere keys come with their line, or not at all. Closing it gives the terminal back as it was.
 */
public final class Keyboard implements AutoCloseable {

  private final InputStream in;
  private final @Nullable String before;

  private Keyboard(InputStream in, @Nullable String before) {
    this.in = in;
    this.before = before;
  }

  /** Takes the keyboard of this process's terminal. */
  public static Keyboard open(InputStream in) {
    String before = stty("-g");
    boolean raw = before != null && stty("-icanon -echo min 0 time 0") != null;
    return new Keyboard(in, raw ? before : null);
  }

  /** The keyboard of nobody: what comes comes from that stream alone. */
  public static Keyboard of(InputStream in) {
    return new Keyboard(in, null);
  }

  /** Whether one of these keys was pressed since the last time. */
  public boolean pressed(String keys) {
    boolean found = false;
    try {
      while (in.available() > 0) {
        found |= keys.indexOf(in.read()) >= 0;
      }
    } catch (IOException e) {
      return found; // there is no keyboard any more
    }
    return found;
  }

  /** Rows and columns of this process's terminal; null when there is none. */
  public static int @Nullable [] size() {
    String size = stty("size");
    if (size == null || !size.matches("\\d{1,5} \\d{1,5}")) {
      return null;
    }
    String[] parts = size.split(" ");
    return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
  }

  /** What stty says; null when it cannot be asked. */
  private static @Nullable String stty(String arguments) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", "stty " + arguments + " </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.SECONDS)) { // in the background it is stopped, not ended
        process.destroyForcibly();
        return null;
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.exitValue() == 0 ? said.strip() : null;
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void close() {
    if (before != null) {
      var unused = stty(before);
    }
  }
}
