package io.fedlog.aggregator.replay;

import io.fedlog.schemas.Join;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundLogEntry;
import io.fedlog.schemas.RoundTargets;
import io.fedlog.schemas.SealAdmitted;
import io.fedlog.schemas.UpdateSummary;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Other rules for one round than those that it was decided by.
 *
 * @param withoutStores stores that are taken for never asked
 * @param minStores fewest updates; 0 for the definition's
 */
public record OtherRules(Set<String> withoutStores, int minStores) {

  /** Takes a copy. */
  public OtherRules {
    withoutStores = Set.copyOf(withoutStores);
    if (minStores < 0) {
      throw new IllegalArgumentException(
          "min_stores is %d, expected 1 or more".formatted(minStores));
    }
  }

  /** Whether they differ from the round's own. */
  public boolean isOther() {
    return minStores > 0 || !withoutStores.isEmpty();
  }

  /**
   * An entry as it would have been under them.
   *
   * @param untargeted how many of the stores left out the round had asked
   * @return null for what would not have been
   */
  @Nullable RoundLogEntry apply(RoundLogEntry entry, int untargeted) {
    Object event = entry.getEvent();
    if (event instanceof RoundDefinition definition) {
      RoundDefinition other =
          RoundDefinition.newBuilder(definition)
              .setMinStores(minStores == 0 ? definition.getMinStores() : minStores)
              .setTargetCount(definition.getTargetCount() - untargeted)
              .build();
      return RoundLogEntry.newBuilder(entry).setEvent(other).build();
    } else if (event instanceof RoundTargets targets) {
      List<String> others =
          targets.getStoreIds().stream().filter(id -> !withoutStores.contains(id)).toList();
      return RoundLogEntry.newBuilder(entry)
          .setEvent(RoundTargets.newBuilder(targets).setStoreIds(others).build())
          .build();
    }
    String storeId =
        event instanceof Join join
            ? join.getStoreId()
            : event instanceof UpdateSummary summary
                ? summary.getStoreId()
                : event instanceof SealAdmitted seal ? seal.getStoreId() : null;
    return storeId != null && withoutStores.contains(storeId) ? null : entry;
  }
}
