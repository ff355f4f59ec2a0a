package io.fedlog.standalone.demo;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.client.PrivacyClient;
import io.fedlog.coordinator.privacy.PrivacyBudgets;
import io.fedlog.coordinator.privacy.SpentByRound;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.PlanPrivacy;
import io.fedlog.schemas.PrivacyAccount;
import io.fedlog.schemas.PrivacyBudget;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A demo under privacy: its budget, and what is to be said of it. */
final class DemoPrivacy {

  /** Bounds and categories that whoever invents the chain knows beforehand. */
  static final Map<String, String> OF_THE_INVENTED_CHAIN =
      Map.of(
          "public_features",
          "date=2025-01-06..2026-01-04;product=bread|cheese|coffee|juice|tea;price=-0.5..2;promotion=0..1;sales=2..9");

  private static final Duration WITHIN = Duration.ofSeconds(60);

  private DemoPrivacy() {}

  /** Lets so much be spent on each store as the plan will. */
  static void allow(
      CoordinatorConfig installation, InstantSource clock, String modelType, PlanPrivacy plan)
      throws InterruptedException {
    try (PrivacyClient client = PrivacyClient.connect(installation, clock)) {
      var unused = client.setBudget(modelType, plan.getEpsilon(), plan.getDelta(), WITHIN);
    }
  }

  /** What was spent, how much noise there is, what is hidden from whom. */
  static List<String> told(
      CoordinatorConfig installation,
      InstantSource clock,
      CoordinatorClient client,
      RoundState last,
      PlanPrivacy plan)
      throws InterruptedException {
    String mode = plan.getMode().name().toLowerCase(Locale.ROOT);
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "Privacy mode %s protects each store with all its rows (docs/privacy.md):".formatted(mode));
    lines.add("");
    try (PrivacyClient privacy = PrivacyClient.connect(installation, clock)) {
      List<SpentByRound> rounds = privacy.rounds(last.getModelType(), null);
      privacy
          .account(last.getModelType())
          .ifPresent(account -> lines.add(row("spent", spent(account, rounds))));
    }
    client
        .definition(last.getRoundId())
        .ifPresent(round -> lines.addAll(noise(round, last.getCohortSize())));
    lines.addAll(hidden(plan.getMode()));
    lines.add(row("demo only", "figures of held-out rows: a real store tells nobody its own"));
    return lines;
  }

  private static String spent(PrivacyAccount account, List<SpentByRound> rounds) {
    PrivacyBudget budget = Objects.requireNonNull(account.getBudget(), "set by this demo");
    double epsilon = PrivacyBudgets.spent(account).epsilon(budget.getDelta());
    String all =
        "epsilon %s of %s at delta %s, on the store with most"
            .formatted(
                Figures.digits(epsilon),
                Figures.plain(budget.getEpsilon()),
                Figures.plain(budget.getDelta()));
    if (rounds.isEmpty()) {
      return all;
    }
    SpentByRound one = rounds.get(rounds.size() - 1);
    return "%s, by %d rounds; the last alone %s, on each of %d stores"
        .formatted(all, rounds.size(), Figures.digits(one.epsilon()), one.stores());
  }

  private static List<String> noise(RoundDefinition round, int cohort) {
    PrivacyTerms terms = RoundPrivacy.of(round).orElseThrow();
    double unit = Math.scalb(1.0, -round.getGrid().getUnitExponent());
    boolean laplace = terms.noise() == PrivacyTerms.Noise.LAPLACE;
    return List.of(
        row(
            "clipped",
            "every update's change of the model, to an %s norm of %s"
                .formatted(laplace ? "L1" : "L2", Figures.digits(terms.clipUnits() * unit))),
        row(
            "noise",
            "discrete %s, of deviation %s on every parameter of a version"
                .formatted(
                    laplace ? "Laplace" : "Gaussian",
                    Figures.digits(terms.noiseOnMeanUnits(Math.max(1, cohort)) * unit))));
  }

  private static List<String> hidden(PrivacyMode mode) {
    return switch (mode) {
      case LOCAL ->
          List.of(
              row("hidden", "from everybody, the aggregator too: which update a store's rows made"),
              row("not hidden", "who took part, and when"));
      case CENTRAL ->
          List.of(
              row(
                  "hidden",
                  "from whoever reads models, rounds and metrics: what one store's rows did to"
                      + " them"),
              row(
                  "not hidden",
                  "who took part, and when; from the aggregator and readers of fl.updates, the"
                      + " updates"));
      case DISTRIBUTED ->
          List.of(
              row(
                  "hidden",
                  "from everybody, the aggregator too: what one store's rows did to the sum"),
              row(
                  "not hidden",
                  "who took part, and when; stores that work together know their own shares of the"
                      + " noise"));
    };
  }

  static String row(String name, String text) {
    return "  %-10s  %s".formatted(name, text);
  }
}
