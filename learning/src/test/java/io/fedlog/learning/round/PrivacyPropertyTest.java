package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.SpentPrivacy;
import io.fedlog.learning.round.RandomLog.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger against its own accounts, by plain sums over what the machine says. */
class PrivacyPropertyTest {
  private static final int LENGTH = 3_000;

  private final Map<String, PrivacyAccount> accounts = new HashMap<>();
  private final Map<String, RoundTerms> terms = new HashMap<>();
  private int refused;
  private int begun;

  /** A definition is let in exactly when the account before it, and its cost, are in the budget. */
  @Test
  void shouldBeginOnlyWhatTheBudgetAllows_whateverTheLog() {
    for (long seed = 51; seed <= 56; seed++) {
      accounts.clear();
      terms.clear();
      checkBeginnings(new RandomLog(seed, LENGTH));
    }
    assertThat(begun).isGreaterThan(20);
    assertThat(refused).isGreaterThan(20);
  }

  private void checkBeginnings(RandomLog log) {
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    for (Entry entry : log.entries) {
      PrivacyAccount before = accounts.get(entry.modelType());
      SpentPrivacy reserved = reserved(machine, entry.modelType());
      List<Effect> effects = machine.apply(entry.modelType(), entry.event(), entry.stamp());
      if (entry.event() instanceof RoundEvent.Defined defined
          && defined.terms().privacy() != null
          && defined.terms().modelType().equals(entry.modelType())
          && terms.putIfAbsent(defined.terms().roundId(), defined.terms()) == null) {
        checkBegin(before, reserved, defined.terms().privacy(), effects);
        if (effects.stream().anyMatch(Effect.DefinitionRefused.class::isInstance)) {
          terms.remove(defined.terms().roundId());
        }
      }
      for (Effect effect : effects) {
        if (effect instanceof Effect.AccountChanged changed) {
          accounts.put(entry.modelType(), changed.account());
          assertThat(changed.account().reserved()).isEqualTo(reserved(machine, entry.modelType()));
        }
      }
    }
  }

  /** What accounts say in the end is the sum of what rounds said that they have spent. */
  @ParameterizedTest
  @ValueSource(longs = {61, 62, 63, 65, 66, 67})
  void shouldSpendWhatRoundsSay_whateverTheLog(long seed) {
    RandomLog log = new RandomLog(seed, LENGTH);
    RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
    Map<String, Map<String, Effect.Charged>> charges = new TreeMap<>();
    for (Entry entry : log.entries) {
      for (Effect effect : machine.apply(entry.modelType(), entry.event(), entry.stamp())) {
        if (effect instanceof Effect.Charged charged) {
          charges
              .computeIfAbsent(entry.modelType(), type -> new HashMap<>())
              .put(charged.roundId(), charged);
        } else if (effect instanceof Effect.AccountChanged changed) {
          accounts.put(entry.modelType(), changed.account());
        }
      }
    }
    charges.forEach(
        (model, rounds) -> {
          Map<String, SpentPrivacy> stores = new HashMap<>();
          for (Effect.Charged charged : rounds.values()) {
            assertThat(charged.storeIds()).isSorted();
            charged
                .storeIds()
                .forEach(id -> stores.merge(id, charged.privacy().cost(), SpentPrivacy::plus));
          }
          assertThat(accounts.get(model).spent()).isEqualTo(largest(stores));
        });
    assertThat(charges).isNotEmpty();
  }

  private void checkBegin(
      PrivacyAccount before, SpentPrivacy reserved, PrivacyTerms privacy, List<Effect> effects) {
    SpentPrivacy all = before.spent().plus(reserved).plus(privacy.cost());
    PrivacyBudget budget = Objects.requireNonNull(before.budget());
    if (all.epsilon(budget.delta()) <= budget.epsilon()) {
      begun++;
      assertThat(effects).anyMatch(Effect.Open.class::isInstance);
    } else {
      refused++;
      assertThat(effects).noneMatch(Effect.Open.class::isInstance);
      assertThat(effects).anyMatch(Effect.DefinitionRefused.class::isInstance);
    }
  }

  /** The costs of rounds that may still spend them, by their public state. */
  private SpentPrivacy reserved(RoundMachine machine, String modelType) {
    SpentPrivacy reserved = SpentPrivacy.none();
    for (RoundTerms of : terms.values()) {
      RoundView view = machine.view(modelType, of.roundId());
      PrivacyTerms privacy = of.privacy();
      if (view != null && privacy != null) {
        boolean local = privacy.mode() == PrivacyTerms.Mode.LOCAL;
        boolean open =
            switch (view.status()) {
              case CREATED, IN_PROGRESS -> true;
              case AGGREGATING -> local;
              case COMPLETED, FAILED, CANCELLED -> false;
            };
        reserved = open ? reserved.plus(privacy.cost()) : reserved;
      }
    }
    return reserved;
  }

  private static SpentPrivacy largest(Map<String, SpentPrivacy> stores) {
    return new SpentPrivacy(
        stores.values().stream().mapToLong(SpentPrivacy::pureEpsilon).max().orElse(0),
        stores.values().stream().mapToLong(SpentPrivacy::pureRho).max().orElse(0),
        stores.values().stream().mapToLong(SpentPrivacy::rho).max().orElse(0));
  }
}
