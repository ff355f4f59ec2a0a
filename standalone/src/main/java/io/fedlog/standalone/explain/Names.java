package io.fedlog.standalone.explain;

import io.fedlog.standalone.terminal.SpanText;
import io.fedlog.standalone.watch.Signs;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Stores in a sentence: a few by name, the others as a number. */
final class Names {

  private static final int MOST = 5;

  private Names() {}

  /** {@code north, south and 7 others}. */
  static String of(List<String> stores) {
    List<String> named = stores.subList(0, Math.min(MOST, stores.size()));
    return join(named, stores.size());
  }

  /** The same with when each was last heard of. */
  static String withSilence(List<String> stores, Signs signs, Instant now) {
    List<String> named =
        stores.stream()
            .limit(MOST)
            .map(store -> store + " (" + silence(store, signs, now) + ")")
            .collect(Collectors.toList());
    return join(named, stores.size());
  }

  static String silence(String store, Signs signs, Instant now) {
    return signs
        .silence(store, now)
        .map(
            silent ->
                silent.compareTo(Signs.STORE_AWAY) <= 0
                    ? "alive"
                    : "silent for " + SpanText.of(silent))
        .orElse("never heard of");
  }

  private static String join(List<String> named, int all) {
    int others = all - named.size();
    if (others > 0) {
      return String.join(", ", named) + " and " + others + (others == 1 ? " other" : " others");
    }
    int last = named.size() - 1;
    return last < 1
        ? String.join("", named)
        : String.join(", ", named.subList(0, last)) + " and " + named.get(last);
  }
}
