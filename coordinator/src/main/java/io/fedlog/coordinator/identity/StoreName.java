package io.fedlog.coordinator.identity;

import io.fedlog.coordinator.rounds.Participation;

/** Which names a store may have that proves itself: none that something of ours goes by. */
final class StoreName {

  static final String EXPECTED =
      "1 to 120 characters on one line without '#', neither coordinator nor aggregator/...";

  /** Aggregators take no updates of longer names. */
  private static final int LONGEST = 120;

  /** The coordinator uploads a plan's first parameters under this name. */
  private static final String COORDINATOR = "coordinator";

  /** Aggregators give their signs of life under such names. */
  private static final String AGGREGATOR = "aggregator/";

  private StoreName() {}

  static boolean isUsable(String name) {
    return Participation.isStoreId(name)
        && name.codePointCount(0, name.length()) <= LONGEST
        && name.codePoints().noneMatch(Character::isISOControl)
        && !name.equals(COORDINATOR)
        && !name.startsWith(AGGREGATOR);
  }

  /**
   * The name.
   *
   * @throws IllegalArgumentException when no store may have it
   */
  static String checked(String name) {
    if (!isUsable(name)) {
      throw new IllegalArgumentException(
          "store_id: expected " + EXPECTED + ", came " + Shown.text(name));
    }
    return name;
  }
}
