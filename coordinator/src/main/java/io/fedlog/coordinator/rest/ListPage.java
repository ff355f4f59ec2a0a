package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of a list that a call asks for: {@code limit} items after the one that the cursor {@code
 * after} stands for. Items have keys, and are in the order of these.
 *
 * @param limit items at most, 1 to 200
 * @param after the key after which to go on; null for the beginning
 */
record ListPage(int limit, @Nullable String after) {

  static final int MOST = 200;

  private static final int USUAL = 50;
  private static final int LONGEST_CURSOR = 1000;

  /** Reads {@code limit} and {@code after}; what they cannot be is a problem. */
  static ListPage of(Context ctx) {
    return new ListPage(limit(ctx.queryParam("limit")), after(ctx.queryParam("after")));
  }

  /** Whether the item of a key is beyond the cursor. */
  boolean isBeyond(String key) {
    return after == null || key.compareTo(after) > 0;
  }

  /**
   * Answers with the first items.
   *
   * @param name of the list in the answer
   * @param items those beyond the cursor, in the order of their keys
   * @param fields writes an item
   */
  <T> void answer(
      Context ctx,
      String name,
      Iterator<T> items,
      Function<T, String> key,
      BiConsumer<ObjectNode, T> fields)
      throws IOException {
    ctx.header("Cache-Control", "no-store");
    Bodies.answer(
        ctx,
        200,
        json -> {
          ArrayNode list = json.putArray(name);
          String last = null;
          while (items.hasNext() && list.size() < limit) {
            T item = items.next();
            fields.accept(list.addObject(), item);
            last = key.apply(item);
          }
          json.put("next", last != null && items.hasNext() ? cursor(last) : null);
        });
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return USUAL;
    }
    if (text.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    }
    throw ProblemException.malformed(
        "limit: expected a whole number from 1 to %d, came another value".formatted(MOST));
  }

  private static @Nullable String after(@Nullable String cursor) {
    return cursor == null
        ? null
        : decoded(cursor)
            .orElseThrow(
                () ->
                    ProblemException.malformed(
                        "after: expected the \"next\" of an answer to the same call, came another value"));
  }

  private static Optional<String> decoded(String cursor) {
    try {
      byte[] key = Base64.getUrlDecoder().decode(cursor);
      return cursor.isEmpty() || cursor.length() > LONGEST_CURSOR
          ? Optional.empty()
          : Optional.of(new String(key, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String cursor(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }
}
