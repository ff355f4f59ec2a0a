package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.definition.Unmaskings.Unmasked;
import io.fedlog.learning.secure.MaskSum;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Works out what takes the masks off decided sums, once for all chunk tasks of a process and on no
 * stream thread: of 1,000 stores with a third lost it is 53,000 agreements, seconds of work, in
 * which a thread's transaction would run out of time. For many threads.
 */
public final class MaskSums {
  /** Rounds of which it is kept: those of other model types may be made at the same time. */
  private static final int MOST = 16;

  private final Executor worker;
  private final Map<ByteBuffer, CompletableFuture<MaskSum>> byDigest = new LinkedHashMap<>();

  /**
   * @param worker runs the work; returns at once
   */
  public MaskSums(Executor worker) {
    this.worker = worker;
  }

  /**
   * The masks of one sum, or that they are being worked out.
   *
   * @param digest of the unmasking: what the decision names it by
   */
  synchronized CompletableFuture<MaskSum> of(ByteBuffer digest, Unmasked unmasked) {
    CompletableFuture<MaskSum> known = byDigest.get(digest);
    if (known == null) {
      known =
          CompletableFuture.supplyAsync(
              () -> MaskSum.of(unmasked.group(), unmasked.unmasking()), worker);
      byDigest.put(digest, known);
      if (byDigest.size() > MOST) {
        byDigest.remove(byDigest.keySet().iterator().next());
      }
    }
    return known;
  }
}
