package io.fedlog.aggregator.federation;

import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.MaskSeal;
import io.fedlog.learning.secure.Outcome;
import io.fedlog.learning.secure.StoreSet;
import io.fedlog.runtime.secure.SecureDefinition;
import io.fedlog.runtime.secure.SecureRecords;
import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.DealtShares;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.OutcomeConfirmed;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureGroup;
import io.fedlog.schemas.SecureMessage;
import io.fedlog.schemas.SecureRound;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.SecureSharers;
import io.fedlog.schemas.SecureSurvivors;
import io.fedlog.schemas.SurvivorSeal;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What the stores of a round that masks read on the log, and what the model must then be. */
final class MaskingStores {
  final Map<String, MaskingStore> byId = new LinkedHashMap<>();
  private final RoundDefinition round;

  MaskingStores(RoundDefinition round, Collection<MaskingStore> stores) {
    this.round = round;
    stores.forEach(store -> byId.put(store.id(), store));
  }

  static MaskingStores unsigned(RoundDefinition round, int stores) {
    List<MaskingStore> all = new ArrayList<>();
    for (int i = 0; i < stores; i++) {
      all.add(new MaskingStore(round, "store-" + i, 900 + i));
    }
    return new MaskingStores(round, all);
  }

  /** For stores store-0, store-1, ...; all that share are waited for, and half must come. */
  static RoundDefinition.Builder definition(
      String id, int parameters, int stores, ModelReference base) {
    return Definitions.weighted(id, "m", parameters, stores)
        .setGrid(new Grid(24, 1024.0, 0, 1L << 17, 1 << 10, 1))
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setBase(base)
        .setMinStores(Math.max(3, stores / 2))
        .setThreshold("1.0")
        .setAtDeadline(AtDeadline.AGGREGATE_IF_MIN)
        .setDeadlineMs(240_000)
        .setJoinWindowMs(30_000)
        .setSecureAggregation(
            SecureRules.newBuilder()
                .setDropOut("0.34")
                .setCorrupt("0.2")
                .setAdversary(Adversary.SEMI_HONEST)
                .setCompleteGraph(true)
                .setPhaseMs(30_000)
                .build());
  }

  /** The group that its pages make; null before all of them are there. */
  Group group(List<SecureRound> log) {
    List<SecureGroup> pages =
        of(log, SecureGroup.class)
            .sorted(Comparator.comparingInt(SecureGroup::getPage))
            .distinct()
            .toList();
    return pages.isEmpty() || pages.size() < pages.get(0).getPages()
        ? null
        : new Group(
            Objects.requireNonNull(SecureDefinition.terms(round)),
            pages.stream()
                .flatMap(page -> page.getMembers().stream())
                .map(SecureRecords::read)
                .toList());
  }

  /** Those whose shares are in; null before that is said. */
  StoreSet sharers(List<SecureRound> log) {
    return of(log, SecureSharers.class)
        .findFirst()
        .map(said -> set(said.getSharers(), Objects.requireNonNull(group(log))))
        .orElse(null);
  }

  /** Whose updates are summed; null before that is decided. */
  Outcome outcome(List<SecureRound> log) {
    return of(log, SecureSurvivors.class)
        .findFirst()
        .map(
            said ->
                new Outcome(
                    SecureRecords.bytes(said.getGroupDigest()),
                    sharers(log),
                    set(said.getSurvivors(), Objects.requireNonNull(group(log)))))
        .orElse(null);
  }

  /** The survivors' seals, where they are shown. */
  List<MaskSeal> seals(List<SecureRound> log) {
    Outcome outcome = outcome(log);
    Group group = group(log);
    List<MaskSeal> seals = new ArrayList<>();
    for (SecureSurvivors page : of(log, SecureSurvivors.class).toList()) {
      for (SurvivorSeal seal : page.getSeals()) {
        seals.add(
            new MaskSeal(
                group.members().get(seal.getPlace()).store(),
                group.digest(),
                outcome.sharers().digest(),
                seal.getMaskedWeight(),
                SecureRecords.bytes(seal.getSignature())));
      }
    }
    return seals;
  }

  /** Gives a store what the others dealt. */
  void take(MaskingStore store, List<SecureMessage> log) {
    for (SecureMessage message : log) {
      if (isOurs(message) && message.getBody() instanceof DealtShares dealt) {
        store.take(SecureRecords.read(message.getStoreId(), dealt));
      }
    }
  }

  List<Confirmation> confirmations(List<SecureMessage> log) {
    return log.stream()
        .filter(message -> isOurs(message) && message.getBody() instanceof OutcomeConfirmed)
        .map(
            message ->
                SecureRecords.read(message.getStoreId(), (OutcomeConfirmed) message.getBody()))
        .toList();
  }

  private boolean isOurs(SecureMessage message) {
    return message.getRoundId().equals(round.getRoundId());
  }

  private <T> Stream<T> of(List<SecureRound> log, Class<T> kind) {
    return log.stream()
        .filter(said -> said.getRoundId().equals(round.getRoundId()))
        .map(SecureRound::getBody)
        .filter(kind::isInstance)
        .map(kind::cast);
  }

  private static StoreSet set(ByteBuffer bitmap, Group group) {
    return StoreSet.fromBytes(group.members().size(), SecureRecords.bytes(bitmap));
  }

  /** The base and the mean by weight of these stores' updates, without a mask. */
  byte[] expected(float[] base, Collection<String> survivors) {
    return PlainMean.of(survivors.stream().map(id -> byId.get(id).update).toList(), base);
  }
}
