package io.fedlog.coordinator.rounds;

import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.SelectionRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked to take part in a round, and when there are enough.
 *
 * @param targets stores asked; empty lets every store join
 * @param minStores fewest updates that may be aggregated, at least 1
 * @param threshold share of the participating stores that must have completed, in [0, 1]
 * @param joinWindow time in which stores may join, 0 or more
 * @param deadline time by which the round must have been decided, more than 0
 * @param take with so many complete updates the round is decided, and they are its cohort: from
 *     {@code minStores} to the targets; 0 takes all that are complete
 * @param selection how the targets were drawn; null when they were not
 */
public record Participation(
    List<String> targets,
    int minStores,
    BigDecimal threshold,
    Duration joinWindow,
    Duration deadline,
    AtDeadline atDeadline,
    int take,
    @Nullable SelectionRecord selection) {

  private static final int LONGEST_STORE_ID = 200;

  public Participation {
    targets = List.copyOf(targets);
    require(minStores >= 1, "min_stores", "at least 1", minStores);
    require(
        targets.isEmpty() || minStores <= targets.size(),
        "min_stores",
        "at most the " + targets.size() + " target stores, or the round could never aggregate",
        minStores);
    require(
        threshold.signum() >= 0 && threshold.compareTo(BigDecimal.ONE) <= 0,
        "threshold",
        "a share from 0 to 1 such as 0.8",
        threshold.toPlainString());
    require(!joinWindow.isNegative(), "join_window", "0 or more", joinWindow);
    require(deadline.toMillis() > 0, "deadline", "more than 0", deadline);
    require(
        joinWindow.compareTo(deadline) <= 0,
        "join_window",
        "at most the deadline of " + deadline,
        joinWindow);
    require(
        take == 0 || take >= minStores && (targets.isEmpty() || take <= targets.size()),
        "take",
        "0 (every update), or from min_stores to the stores asked",
        take);
    check(targets);
  }

  /** Of stores that were not drawn, whose updates all count. */
  public Participation(
      List<String> targets,
      int minStores,
      BigDecimal threshold,
      Duration joinWindow,
      Duration deadline,
      AtDeadline atDeadline) {
    this(targets, minStores, threshold, joinWindow, deadline, atDeadline, 0, null);
  }

  /** The same of other stores: those drawn, of which the first so many are taken. */
  public Participation drawn(List<String> stores, int first, SelectionRecord how) {
    return new Participation(
        stores, minStores, threshold, joinWindow, deadline, atDeadline, first, how);
  }

  /** Whether a round can ask a store of that name: 1 to 200 characters without '#', not blank. */
  public static boolean isStoreId(String name) {
    return !name.isBlank() && name.length() <= LONGEST_STORE_ID && name.indexOf('#') < 0;
  }

  private static void check(List<String> targets) {
    Set<String> seen = new HashSet<>();
    for (String store : targets) {
      require(
          isStoreId(store),
          "target_stores",
          "store ids of 1 to " + LONGEST_STORE_ID + " characters without '#'",
          "\"" + store + "\"");
      require(seen.add(store), "target_stores", "each store once", "\"" + store + "\" twice");
    }
  }

  private static void require(boolean holds, String field, String expected, Object came) {
    if (!holds) {
      throw new IllegalArgumentException(field + ": expected " + expected + ", came " + came);
    }
  }
}
