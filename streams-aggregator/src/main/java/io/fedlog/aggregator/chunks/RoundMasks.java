package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.aggregator.definition.Unmaskings;
import io.fedlog.learning.method.SumMasks;
import io.fedlog.learning.secure.MaskSum;
import io.fedlog.learning.secure.RefusedException;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.UnmaskingPage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The masks of one round's sum as a chunk task knows them: nothing before the decision that unmasks
 * it, then that they are worked out, then either what takes them off or why that cannot be.
 * Mutable.
 */
final class RoundMasks {
  private final boolean masked;
  private @Nullable CompletableFuture<MaskSum> pending;
  private @Nullable MaskSum masks;
  private @Nullable String fault;
  private long totalWeight;

  RoundMasks(ChunkPlan plan) {
    this.masked = plan.isMasked();
  }

  /** Whether it is masked, and nobody has said what unmasks it. */
  boolean isUntold() {
    return masked && pending == null && fault == null;
  }

  /** Whether a sum must wait: for what unmasks it to be told, or to be worked out. */
  boolean isAwaited() {
    CompletableFuture<MaskSum> work = pending;
    if (work != null && masks == null && fault == null && work.isDone()) {
      try {
        masks = work.join();
      } catch (CompletionException e) {
        fault = String.valueOf(Objects.requireNonNullElse(e.getCause(), e).getMessage());
      }
    }
    return masked && masks == null && fault == null;
  }

  /**
   * Takes in what unmasks the sum.
   *
   * @param pages that the decision names
   * @param sums works it out
   */
  void take(ChunkPlan plan, Decision decision, List<UnmaskingPage> pages, MaskSums sums) {
    try {
      SecureTerms terms = SecureDefinition.terms(plan.definition());
      if (terms == null || pages.size() != decision.getUnmaskingPages()) {
        throw new IllegalArgumentException(
            "%d pages say what unmasks the sum; expected %d"
                .formatted(pages.size(), decision.getUnmaskingPages()));
      }
      ByteBuffer digest = decision.getUnmaskingDigest();
      Unmaskings.Unmasked unmasked = Unmaskings.read(terms, pages, digest);
      pending = sums.of(ByteBuffer.wrap(Unmaskings.digest(unmasked.unmasking())), unmasked);
      totalWeight = decision.getTotalWeight();
    } catch (IllegalArgumentException | RefusedException e) {
      fault = String.valueOf(e.getMessage());
    }
  }

  /** Why no chunk can be made; null when nothing is in the way. */
  @Nullable String fault() {
    return fault;
  }

  /** The cohort's weight: as the decision said, unless it was masked too. */
  long totalWeight(Decision decision) {
    return masks == null ? decision.getTotalWeight() : totalWeight;
  }

  /** What takes the masks off a chunk's sum; null where there are none. */
  @Nullable SumMasks of(int chunk) {
    MaskSum known = masks;
    return known == null ? null : sums -> known.subtract(sums, chunk);
  }
}
