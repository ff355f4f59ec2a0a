package io.fedlog.coordinator.log;

import java.time.Instant;

/** Keys that put what was created last first, and what was created at once by id. */
public final class NewestFirst {

  private static final int DIGITS = 19;

  private NewestFirst() {}

  /** The key of what was created then. */
  public static String key(Instant createdAt, String id) {
    return "%019d/%s".formatted(Long.MAX_VALUE - Math.max(0, createdAt.toEpochMilli()), id);
  }

  /** The id in a key. */
  public static String id(String key) {
    return key.substring(DIGITS + 1);
  }
}
