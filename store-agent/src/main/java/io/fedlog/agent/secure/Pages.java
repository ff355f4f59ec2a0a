package io.fedlog.agent.secure;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one thing, in any order. A page of another one begins anew: which one counts is not
 * decided here.
 *
 * @param <P> a page
 */
final class Pages<P> {
  private final TreeMap<Integer, P> pages = new TreeMap<>();
  private @Nullable ByteBuffer digest;
  private int expected;

  /**
   * Takes a page.
   *
   * @param whole the digest of what it is a page of
   * @param count of all its pages
   */
  void add(ByteBuffer whole, int page, int count, P content) {
    if (!whole.equals(digest) || count != expected) {
      pages.clear();
      digest = whole;
      expected = count;
    }
    pages.put(page, content);
  }

  /** All pages in their order; empty while one is missing. */
  Optional<List<P>> whole() {
    boolean all =
        expected > 0
            && pages.size() == expected
            && pages.firstKey() == 0
            && pages.lastKey() == expected - 1;
    return all ? Optional.of(List.copyOf(pages.values())) : Optional.empty();
  }
}
