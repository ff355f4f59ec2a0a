package io.fedlog.learning.round;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many stores one round remembers. Anybody can write chunks in made-up names, so those of whom
 * nothing else is known, strangers, have a part of the room of their own and none of that for
 * stores that join. Mutable; owned by the round.
 */
final class StoreRoom {
  private final long most;
  private final Map<String, Participant> stores;
  private int strangers;

  /** Room for the cohort twice over, for stores whose uploads are refused. */
  StoreRoom(int maxCohort, Map<String, Participant> stores) {
    this.most = 2L * maxCohort + 1000;
    this.stores = stores;
  }

  /** Stores that are remembered at most. */
  long most() {
    return most;
  }

  /** Whether there is room for a store that wants to join; null for one not heard of. */
  boolean mayJoin(@Nullable Participant store) {
    boolean counted = store != null && !store.isStranger();
    return counted || stores.size() - strangers < most - mostStrangers();
  }

  /** Whether another store is remembered of which only chunks are known. */
  boolean isForStranger() {
    return strangers < mostStrangers();
  }

  private long mostStrangers() {
    return most / 4;
  }

  /** The store, a stranger if it was not heard of. */
  Participant remember(String storeId) {
    return stores.computeIfAbsent(
        storeId,
        id -> {
          strangers++;
          return new Participant(id);
        });
  }

  /** A store that is about to join or to be targeted is no stranger any more. */
  void know(Participant store) {
    strangers -= store.isStranger() && stores.get(store.storeId) == store ? 1 : 0;
  }

  /** Counts once more what follows from the stores. */
  void recount() {
    strangers = (int) stores.values().stream().filter(Participant::isStranger).count();
  }
}
