package io.fedlog.aggregator.replay;

import io.fedlog.schemas.Decision;
import io.fedlog.schemas.RosterPage;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UnmaskingPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision with everything that its model follows from, the updates themselves aside.
 *
 * @param definition of the round, as it was defined
 * @param decision of phase 0: who is in, and by which method if another one was chosen
 * @param roster of the round, pages in order, as many as the decision rests on
 * @param conclusion the decision of phase 1: what updates count for, or what unmasks their sum;
 *     null where there is none
 * @param unmasking pages that the conclusion names; empty where nothing is masked
 */
public record DecidedModel(
    RoundDefinition definition,
    Decision decision,
    List<RosterPage> roster,
    @Nullable Decision conclusion,
    List<UnmaskingPage> unmasking) {

  public DecidedModel {
    roster = List.copyOf(roster);
    unmasking = List.copyOf(unmasking);
  }

  /** The version that it makes. */
  public long version() {
    return decision.getVersion();
  }
}
