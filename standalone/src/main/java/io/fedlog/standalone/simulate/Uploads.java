package io.fedlog.standalone.simulate;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.round.AttemptReference;
import io.fedlog.learning.round.RoundEvent;
import io.fedlog.learning.round.RoundTerms;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the round log has of an upload in one chunk: the summary of the partition and the seal.
 *
 * @param terms of the round
 */
record Uploads(RoundTerms terms) {

  /**
   * The events in the log's order.
   *
   * @param base the version that the update was trained from
   */
  List<RoundEvent> events(
      AttemptReference attempt,
      long base,
      byte[] payload,
      long weight,
      long rows,
      Map<String, Double> metrics,
      @Nullable PayloadFault fault) {
    byte[] root = TreeHash.of(payload);
    RoundEvent summary =
        new RoundEvent.Summarised(
            terms.roundId(),
            attempt,
            0,
            1,
            payload.length,
            weight,
            base,
            root,
            fault == null ? null : fault.reason(),
            fault == null ? null : fault.detail());
    RoundEvent seal =
        new RoundEvent.Sealed(
            terms.roundId(),
            attempt,
            1,
            1,
            payload.length,
            base,
            weight,
            TreeHash.compose(List.of(root)),
            rows,
            metrics,
            null,
            null);
    return List.of(summary, seal);
  }
}
