package io.fedlog.standalone.terminal;

/** A bar that fills up, such as {@code [####....]}. */
public final class Bar {

  private Bar() {}

  /**
   * The bar.
   *
   * @param done of {@code all}; beyond it the bar is full
   * @param all taken for 1 when it is less
   * @param width characters between the brackets
   */
  public static String of(long done, long all, int width) {
    long most = Math.max(all, 1);
    int full = (int) (width * Math.min(Math.max(done, 0), most) / most);
    return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
  }
}
