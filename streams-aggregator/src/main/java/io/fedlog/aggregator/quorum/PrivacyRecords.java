package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.learning.privacy.PrivacyLedger;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.learning.round.Effect;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the ledger of privacy on fl.privacy. */
final class PrivacyRecords {
  /** Names that a page holds at most, in UTF-8 bytes with what goes before each. */
  private static final int PAGE_BYTES = 250 << 10;

  private static final int NAME_OVERHEAD = 2;

  private final Emitter emitter;

  PrivacyRecords(Emitter emitter) {
    this.emitter = emitter;
  }

  void account(io.fedlog.learning.round.PrivacyAccount account) {
    io.fedlog.learning.privacy.PrivacyBudget budget = account.budget();
    SpentPrivacy spent = account.spent();
    SpentPrivacy reserved = account.reserved();
    emitter.privacy(
        account.modelType(),
        new PrivacyRecord(
            PrivacyAccount.newBuilder()
                .setModelType(account.modelType())
                .setBudget(
                    budget == null ? null : new PrivacyBudget(budget.epsilon(), budget.delta()))
                .setPureEpsilon(spent.pureEpsilon())
                .setPureRho(spent.pureRho())
                .setRho(spent.rho())
                .setReservedPureEpsilon(reserved.pureEpsilon())
                .setReservedPureRho(reserved.pureRho())
                .setReservedRho(reserved.rho())
                .setEpsilon(
                    budget == null
                        ? 0
                        : PrivacyLedger.together(spent, reserved).epsilon(budget.delta()))
                .setSetBy(account.setBy())
                .setAt(Instant.ofEpochMilli(account.atMillis()))
                .build()));
  }

  /** What a round has spent; nothing of one whose definition is no longer kept. */
  void charged(Effect.Charged charged, @Nullable RoundDefinition definition, long atMillis) {
    if (definition == null) {
      return;
    }
    List<List<String>> pages = pages(charged.storeIds());
    for (int page = 0; page < pages.size(); page++) {
      emitter.privacy(
          Keys.privacyCharge(definition.getModelType(), charged.roundId(), page),
          new PrivacyRecord(charge(charged, definition, page, pages, atMillis)));
    }
  }

  private static PrivacyCharge charge(
      Effect.Charged charged,
      RoundDefinition definition,
      int page,
      List<List<String>> pages,
      long atMillis) {
    PrivacyTerms privacy = charged.privacy();
    SpentPrivacy cost = privacy.cost();
    double unit = TermsReader.grid(definition).unit();
    return PrivacyCharge.newBuilder()
        .setModelType(definition.getModelType())
        .setRoundId(charged.roundId())
        .setVersion(charged.version() == 0 ? null : charged.version())
        .setPage(page)
        .setPages(pages.size())
        .setMode(PrivacyMode.valueOf(privacy.mode().name()))
        .setNoise(Noise.valueOf(privacy.noise().name()))
        .setClipNorm(privacy.clipUnits() * unit)
        .setNoiseScale(privacy.noiseUnits() * unit)
        .setPureEpsilon(cost.pureEpsilon())
        .setPureRho(cost.pureRho())
        .setRho(cost.rho())
        .setEpsilon(cost.epsilon(privacy.delta()))
        .setDelta(privacy.delta())
        .setStoreIds(pages.get(page))
        .setChargedAt(Instant.ofEpochMilli(atMillis))
        .build();
  }

  private static List<List<String>> pages(List<String> storeIds) {
    List<List<String>> pages = new ArrayList<>();
    int bytes = PAGE_BYTES;
    for (String storeId : storeIds) {
      int length = storeId.getBytes(StandardCharsets.UTF_8).length + NAME_OVERHEAD;
      if (bytes + length > PAGE_BYTES) {
        pages.add(new ArrayList<>());
        bytes = 0;
      }
      pages.get(pages.size() - 1).add(storeId);
      bytes += length;
    }
    return pages;
  }
}
