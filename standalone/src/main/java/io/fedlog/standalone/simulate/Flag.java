package io.fedlog.standalone.simulate;

import org.jspecify.annotations.Nullable;

/** How a flag that cannot be used is refused. */
final class Flag {
  private Flag() {}

  /**
   * Refuses unless it holds.
   *
   * @param flag its name, such as {@code --stores}
   * @param came its value
   * @throws IllegalArgumentException with all three
   */
  static void require(boolean holds, String flag, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(flag + " is " + came + "; expected " + expected);
    }
  }
}
