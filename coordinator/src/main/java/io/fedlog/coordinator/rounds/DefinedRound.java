package io.fedlog.coordinator.rounds;

import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundTargets;
import java.util.List;

/** A round's definition with the pages that list its target stores. */
public record DefinedRound(RoundDefinition definition, List<RoundTargets> pages) {
  public DefinedRound {
    pages = List.copyOf(pages);
  }
}
