package io.fedlog.standalone.demo;

import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.coordinator.client.PrivacyClient;
import io.fedlog.coordinator.privacy.SpentByRound;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.PlanPrivacy;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundState;
import io.fedlog.standalone.cli.PrivacyText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
    List<String> lines = new ArrayList<>(List.of(""));
    try (PrivacyClient privacy = PrivacyClient.connect(installation, clock)) {
      privacy
          .account(last.getModelType())
          .ifPresent(account -> lines.addAll(PrivacyText.account(account)));
      List<SpentByRound> rounds = privacy.rounds(last.getModelType(), null);
      if (!rounds.isEmpty()) {
        SpentByRound one = rounds.get(rounds.size() - 1);
        lines.add(
            String.format(
                Locale.ROOT,
                "The last round alone: epsilon %.4g at delta %s, on each of %d stores.",
                one.epsilon(),
                one.delta(),
                one.stores()));
      }
    }
    client
        .definition(last.getRoundId())
        .ifPresent(round -> lines.add(noise(round, last.getCohortSize())));
    lines.addAll(hidden(plan.getMode()));
    return lines;
  }

  private static String noise(RoundDefinition round, int cohort) {
    PrivacyTerms terms = RoundPrivacy.of(round).orElseThrow();
    double unit = Math.scalb(1.0, -round.getGrid().getUnitExponent());
    return String.format(
        Locale.ROOT,
        "Updates were clipped to the norm %.4g; the noise that a round leaves on a parameter has deviation %.4g.",
        terms.clipUnits() * unit,
        terms.noiseOnMeanUnits(Math.max(1, cohort)) * unit);
  }

  private static List<String> hidden(PrivacyMode mode) {
    return mode == PrivacyMode.LOCAL
        ? List.of(
            "Hidden, from the aggregator too: which of any updates a store could have sent it has sent.",
            "Not hidden: who took part, and when.")
        : List.of(
            "Hidden from whoever reads models, rounds and metrics: what any one store's rows did to them.",
            "Not hidden: who took part, and when; from the aggregator and those who can read updates: the updates.");
  }
}
