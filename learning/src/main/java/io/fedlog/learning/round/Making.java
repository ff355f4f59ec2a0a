package io.fedlog.learning.round;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.privacy.PrivacyTerms;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    String wrongNoise = faultOfNoise(round, event);
    if (wrongNoise != null) {
      conclusion.giveUp(round, wrongNoise);
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

  /** All chunks have noise of one secret, or none where the aggregator adds none. */
  private static @Nullable String faultOfNoise(Round round, RoundEvent.Published event) {
    PrivacyTerms privacy = round.terms.privacy();
    String came = event.noiseKeyId();
    if (!addsNoise(privacy)) {
      return came == null
          ? null
          : "chunk %d was made with noise; the round asks for none".formatted(event.chunkIndex());
    }
    if (came == null || came.length() > Bounds.NAME) {
      return "chunk %d was made without noise, which the round asks for"
          .formatted(event.chunkIndex());
    }
    return came.equals(round.noiseKeyId)
        ? null
        : "chunk %d has noise of key %s, the decision names key %s: give all aggregators the same noise key"
            .formatted(event.chunkIndex(), came, round.noiseKeyId);
  }

  /** Why the aggregator's noise cannot be drawn; null when it can, or none is asked for. */
  static @Nullable String faultOfKey(@Nullable PrivacyTerms privacy, @Nullable String noiseKeyId) {
    if (!addsNoise(privacy)) {
      return null;
    }
    return noiseKeyId != null && Bounds.isName(noiseKeyId)
        ? null
        : "its noise needs FL_NOISE_KEY_FILE, which the aggregator that took the definition in has"
            + " not: give every aggregator the same file of 32 secret bytes, and define the round"
            + " again under another id";
  }

  /** Whether the noise is the aggregator's. */
  static boolean addsNoise(@Nullable PrivacyTerms privacy) {
    return privacy != null && privacy.mode() == PrivacyTerms.Mode.CENTRAL;
  }

  void failed(Round round, RoundEvent.FinaliseFailed event) {
    if (round.isInTheMaking() && event.version() == round.version) {
      conclusion.giveUp(
          round, "chunk " + event.chunkIndex() + " could not be made: " + event.reason());
    }
  }
}
