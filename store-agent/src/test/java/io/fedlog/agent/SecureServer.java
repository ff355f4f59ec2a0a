package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.encoding.GridUnits;
import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupFold;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.MaskSum;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.Refusal;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.ShareKind;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.learning.secure.StoreVerifier;
import io.fedlog.learning.secure.UnmaskedWeight;
import io.fedlog.schemas.AdvertisedKeys;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RevealedShares;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMember;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.schemas.SurvivorSeal;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateSeal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server of a {@link SecureStage}: {@code learning}'s fold, with plain sums beside it. Phases
 * close when the test says so.
 */
final class SecureServer {
  /** Until when the stores may do what they are asked for. */
  Instant until = SecureStage.NOW.plusSeconds(10);

  final List<Refusal> refusals = new ArrayList<>();
  final List<UpdateSeal> seals = new ArrayList<>();
  final Map<Long, long[][]> attempts = new HashMap<>();
  private final SecureTerms terms;
  private final RoundDefinition definition;
  private final GroupFold fold;
  private final Map<String, MaskSeal> counted = new HashMap<>();
  private final Map<String, Long> attemptOf = new HashMap<>();
  private @Nullable Group group;
  private @Nullable StoreSet sharers;

  SecureServer(SecureTerms terms, RoundDefinition definition, StoreVerifier verifier) {
    this.terms = terms;
    this.definition = definition;
    this.fold = new GroupFold(terms, verifier);
  }

  void take(String store, Object sent) {
    if (sent instanceof SecureMessage message) {
      assertThat(message.getStoreId()).isEqualTo(store);
      said(store, message.getBody()).ifPresent(refusals::add);
    } else if (sent instanceof UpdateChunk chunk) {
      attempts
              .computeIfAbsent(chunk.getAttemptId(), id -> new long[terms.chunks()][])[
              chunk.getChunkIndex()] =
          GridUnits.read(chunk.getPayload());
    } else if (sent instanceof UpdateSeal seal) {
      sealed(seal);
    }
  }

  private Optional<Refusal> said(String store, Object body) {
    if (body instanceof AdvertisedKeys keys) {
      return fold.accept(
          new Advertisement(
              store,
              bytes(keys.getShareKey()),
              bytes(keys.getMaskKey()),
              bytes(keys.getSignature())));
    }
    if (body instanceof io.fedlog.schemas.DealtShares dealt) {
      return fold.accept(
          new DealtShares(
              store,
              bytes(dealt.getGroupDigest()),
              bytes(dealt.getSeedCommitment()),
              bytes(dealt.getShareDigests()),
              bytes(dealt.getBoxes())));
    }
    if (body instanceof OutcomeConfirmed confirmed) {
      return fold.accept(
          new Confirmation(
              store, bytes(confirmed.getOutcomeDigest()), bytes(confirmed.getSignature())));
    }
    RevealedShares revealed = (RevealedShares) body;
    return fold.accept(
        new Reveal(
            store,
            bytes(revealed.getOutcomeDigest()),
            revealed.getShares().stream()
                .map(
                    share ->
                        new Reveal.Share(
                            share.getDealer(),
                            ShareKind.valueOf(share.getKind().name()),
                            bytes(share.getShare())))
                .toList()));
  }

  private void sealed(UpdateSeal seal) {
    seals.add(seal);
    io.fedlog.schemas.MaskSeal mask = seal.getMask();
    assertThat(mask).as("the mask of %s", seal.getStoreId()).isNotNull();
    MaskSeal masked =
        new MaskSeal(
            seal.getStoreId(),
            bytes(mask.getGroupDigest()),
            bytes(mask.getSharersDigest()),
            mask.getMaskedWeight(),
            bytes(mask.getSignature()));
    Optional<Refusal> refusal = fold.accept(masked);
    if (refusal.isEmpty()) {
      counted.put(seal.getStoreId(), masked);
      attemptOf.put(seal.getStoreId(), seal.getAttemptId());
    } else {
      refusals.add(refusal.get());
    }
  }

  SecureRound closeGroup() {
    Group closed = fold.closeGroup();
    group = closed;
    List<SecureMember> members =
        closed.members().stream()
            .map(
                member ->
                    new SecureMember(
                        member.store(),
                        ByteBuffer.wrap(member.shareKey()),
                        ByteBuffer.wrap(member.maskKey()),
                        ByteBuffer.wrap(member.signature())))
            .toList();
    return request(
        new SecureGroup(
            0,
            1,
            members.size(),
            0,
            members,
            closed.size().neighbours(),
            closed.size().threshold(),
            ByteBuffer.wrap(closed.digest()),
            until));
  }

  SecureRound closeSharers() {
    StoreSet closed = fold.closeSharers();
    sharers = closed;
    return request(
        new SecureSharers(
            ByteBuffer.wrap(group().digest()),
            ByteBuffer.wrap(closed.toBytes()),
            closed.size(),
            until));
  }

  Outcome closeSurvivors() {
    return fold.closeSurvivors();
  }

  /** What is shown of an outcome, which need not be the one decided. */
  SecureRound shown(Outcome outcome) {
    List<SurvivorSeal> shown =
        outcome
            .survivors()
            .ordinals()
            .mapToObj(
                place -> {
                  MaskSeal seal = counted.get(group().members().get(place).store());
                  return new SurvivorSeal(place, seal.weight(), ByteBuffer.wrap(seal.signature()));
                })
            .toList();
    return request(
        new SecureSurvivors(
            0,
            1,
            ByteBuffer.wrap(outcome.group()),
            ByteBuffer.wrap(outcome.survivors().toBytes()),
            outcome.survivors().size(),
            ByteBuffer.wrap(outcome.digest()),
            shown,
            until));
  }

  Group group() {
    return java.util.Objects.requireNonNull(group, "group");
  }

  StoreSet sharers() {
    return java.util.Objects.requireNonNull(sharers, "sharers");
  }

  boolean isRecoverable() {
    return fold.isRecoverable();
  }

  /** The sums of all values, chunk by chunk, and at last that of the weights, without masks. */
  List<Long> unmasked(Outcome outcome) {
    MaskSum masks = MaskSum.of(group(), fold.unmask());
    List<Long> sums = new ArrayList<>();
    for (int chunk = 0; chunk < terms.chunks(); chunk++) {
      long[] sum = new long[terms.valuesOf(chunk)];
      for (int place : outcome.survivors().ordinals().toArray()) {
        long[] masked = attempts.get(attemptOf.get(group().members().get(place).store()))[chunk];
        for (int i = 0; i < sum.length; i++) {
          sum[i] += masked[i];
        }
      }
      masks.subtract(sum, chunk);
      for (long value : sum) {
        sums.add(value);
      }
    }
    UnmaskedWeight weight = UnmaskedWeight.begin(group(), fold.unmask(), fold.maskedWeight());
    while (!weight.isDone()) {
      weight.step(1);
    }
    sums.add(weight.weight());
    return sums;
  }

  private SecureRound request(Object body) {
    return new SecureRound(definition.getRoundId(), definition.getModelType(), body);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
