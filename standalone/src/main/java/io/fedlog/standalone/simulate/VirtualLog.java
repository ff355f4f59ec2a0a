package io.fedlog.standalone.simulate;

import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.Fates;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.RoundMachine;
import io.fedlog.learning.round.RoundView;
import io.fedlog.learning.round.RowSink;
import io.fedlog.learning.round.Stamp;
import java.util.List;
import java.util.Set;

/** The round log of a simulated chain and the machine that folds it. Not thread-safe. */
final class VirtualLog {
  static final String MODEL_TYPE = "simulated";

  private final RoundMachine machine = new RoundMachine(1, RowSink.NONE);
  private long offset;

  /** Appends an event at a virtual time, milliseconds. */
  List<Effect> append(RoundEvent event, long atMs) {
    return machine.apply(MODEL_TYPE, event, new Stamp(offset++, atMs));
  }

  /** Says that time has passed. */
  List<Effect> tick(long atMs) {
    return machine.tick(new Stamp(offset++, atMs));
  }

  /** When a tick can next have an effect; {@link RoundMachine#tickDueAt}. */
  long tickDueAt() {
    return machine.tickDueAt();
  }

  /** Lets the machine forget the stores of a round that is over. */
  void settle(String roundId, long atMs) {
    append(new RoundEvent.Tallied(roundId, 0, Fates.NONE, Fates.NONE, List.of(), List.of()), atMs);
    append(new RoundEvent.Retire(roundId), atMs);
  }

  long latestVersion() {
    return machine.latestVersion(MODEL_TYPE);
  }

  /** Versions that updates of an open round with windows may rest on. */
  Set<Long> windowBases() {
    return machine.windowBases(MODEL_TYPE);
  }

  RoundView view(String roundId) {
    RoundView view = machine.view(MODEL_TYPE, roundId);
    if (view == null) {
      throw new IllegalStateException("round " + roundId + " is not known to its own log");
    }
    return view;
  }
}
