package io.fedlog.learning.round;

import io.fedlog.learning.digest.TreeHash;
import java.util.Arrays;
import java.util.List;

/** Takes in what chunk tasks say of a decided version's chunks. */
final class Making {
  private final Rows rows;
  private final Conclusion conclusion;
  private final List<Effect> effects;

  Making(Rows rows, Conclusion conclusion, List<Effect> effects) {
    this.rows = rows;
    this.conclusion = conclusion;
    this.effects = effects;
  }

  void published(Round round, RoundEvent.Published event) {
    if (!round.isInTheMaking() || event.version() != round.version) {
      return;
    }
    if (event.chunkIndex() < 0
        || event.chunkIndex() >= round.terms.chunkCount()
        || event.root().length != TreeHash.HASH_BYTES) {
      effects.add(
          Effect.Refused.of(
              round.terms.roundId(),
              "bad_chunk_report",
              "chunk %d of %d with a root of %d bytes"
                  .formatted(event.chunkIndex(), round.terms.chunkCount(), event.root().length)));
      return;
    }
    if (event.updates() != round.updatesInModel()) {
      conclusion.giveUp(
          round,
          "chunk %d was made of %d updates; the decision names %d"
              .formatted(event.chunkIndex(), event.updates(), round.updatesInModel()));
      return;
    }
    byte[] known = round.chunkRoots.putIfAbsent(event.chunkIndex(), event.root());
    if (known == null) {
      round.modelBytes += event.bytes();
      round.withState |= event.stateBytes() > 0;
      rows.saveChunk(round, event.chunkIndex(), event.root());
    } else if (!Arrays.equals(known, event.root())) {
      conclusion.giveUp(
          round,
          "chunk %d was made twice: %s and %s"
              .formatted(event.chunkIndex(), TreeHash.hex(known), TreeHash.hex(event.root())));
      return;
    }
    if (round.chunkRoots.size() == round.terms.chunkCount()) {
      conclusion.made(round);
    }
  }

  void failed(Round round, RoundEvent.FinaliseFailed event) {
    if (round.isInTheMaking() && event.version() == round.version) {
      conclusion.giveUp(
          round, "chunk " + event.chunkIndex() + " could not be made: " + event.reason());
    }
  }
}
