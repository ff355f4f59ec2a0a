package io.fedlog.standalone.simulate;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/** How the versions of a run come about. */
public enum Mode {
  /** Rounds one after the other, each of which waits for its stores. */
  SYNC,
  /** Windows of some updates, taken as directions from the versions they were trained from. */
  FEDBUFF,
  /** Each update draws the newest version towards itself. */
  FEDASYNC;

  /**
   * The modes of those names, such as {@code fedbuff}.
   *
   * @param names one or more
   */
  public static List<Mode> of(List<String> names) {
    List<Mode> modes = names.stream().map(Mode::named).toList();
    Flag.require(
        new LinkedHashSet<>(modes).size() == modes.size(), "--mode", names, "each mode once");
    return modes;
  }

  private static Mode named(String name) {
    for (Mode mode : values()) {
      if (mode.word().equals(name)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "--mode is %s; expected one of %s"
            .formatted(name, Arrays.stream(values()).map(Mode::word).toList()));
  }

  /** The name in flags and files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What people call a run of a method in this mode. */
  String labelOf(String method) {
    return this == SYNC ? method : word() + "/" + method;
  }
}
