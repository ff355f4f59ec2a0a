package io.fedlog.benchmarks.system;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Runs another class's {@code main} and ends the process when its standard input ends, which it
 * does when the parent is gone, however that ended.
 */
final class Guarded {
  private static final int PARENT_GONE = 3;

  private Guarded() {}

  /** Arguments: the class, then its own. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread guard = new Thread(Guarded::awaitEndOfInput, "parent-watch");
    guard.setDaemon(true);
    guard.start();
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Method main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
      main.setAccessible(true); // the class may be its package's own
      main.invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(arguments[0] + " ended by a failure", e.getCause());
    }
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is said on standard input; only its end counts.
      }
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }
}
