package io.fedlog.standalone.cli;

import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.privacy.SpentByRound;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.standalone.demo.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Budgets and what was spent of them, in lines. */
final class PrivacyText {

  private static final String ROW = "%-32s  %7s  %-17s  %9s  %9s  %9s  %7s  %6s";

  private PrivacyText() {}

  /** How an account stands. */
  static List<String> account(PrivacyAccount account) {
    PrivacyBudget budget = account.getBudget();
    if (budget == null) {
      return List.of(
          account.getSetBy() == null
              ? "%s has no privacy budget.".formatted(account.getModelType())
              : "%s has no privacy budget: %s took it back. What was spent stays on record."
                  .formatted(account.getModelType(), account.getSetBy()));
    }
    double delta = budget.getDelta();
    double reserved = PrivacyBudgets.reserved(account).epsilon(delta);
    return List.of(
        "%s: epsilon %s of %s at delta %s is spent on the store with most%s. The budget was set by %s."
            .formatted(
                account.getModelType(),
                Figures.digits(PrivacyBudgets.spent(account).epsilon(delta)),
                Figures.plain(budget.getEpsilon()),
                Figures.plain(delta),
                reserved == 0
                    ? ""
                    : ", and open rounds have set aside " + Figures.digits(reserved) + " of each",
                account.getSetBy()));
  }

  /** Of a model type that no aggregator has written of. */
  static List<String> nothing(String modelType) {
    return List.of(
        "%s has no privacy budget, and nothing was spent; ./fedlog privacy budget sets one."
            .formatted(modelType));
  }

  /** What each round spent; of one store only, if one is named. */
  static List<String> rounds(List<SpentByRound> rounds, @Nullable String storeId) {
    if (rounds.isEmpty()) {
      return List.of(
          storeId == null
              ? "No round has spent anything."
              : "No round has spent anything of store %s.".formatted(storeId));
    }
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        ROW.formatted("round", "version", "noise", "scale", "clip", "epsilon", "delta", "stores")
            .stripTrailing());
    rounds.forEach(round -> lines.add(line(round)));
    lines.add("");
    lines.add("Each epsilon is that round's alone; together they are less than their sum.");
    return lines;
  }

  private static String line(SpentByRound round) {
    String often =
        round.charges() > round.stores() ? " (%d updates)".formatted(round.charges()) : "";
    return ROW.formatted(
            round.roundId(),
            round.version() == null ? "-" : round.version(),
            lower(round.mode()) + " " + lower(round.noise()),
            Figures.digits(round.noiseScale()),
            Figures.digits(round.clipNorm()),
            Figures.digits(round.epsilon()),
            Figures.plain(round.delta()),
            round.stores())
        + often;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
