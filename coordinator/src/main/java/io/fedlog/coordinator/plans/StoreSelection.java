package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.log.LogView;
import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.learning.client.ClientMethod;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.learning.selection.Candidate;
import io.fedlog.learning.selection.Selected;
import io.fedlog.learning.selection.Selection;
import io.fedlog.learning.selection.SelectionTerms;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws whom a plan's training rounds ask, out of what the log says of the stores. What was drawn
 * from goes into the round's definition and who was drawn into its pages, so that nothing of it has
 * to be found out again. For one thread.
 */
final class StoreSelection {

  private static final Logger LOG = LoggerFactory.getLogger(StoreSelection.class);

  /** Every heartbeat wakes the plans; among many stores not each is worth a count of all. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** A round that waits for stores, and when these were last counted. */
  private record Waiting(String roundId, Instant counted) {
    boolean isJustCounted(Instant now) {
      return now.isAfter(counted) && now.isBefore(counted.plus(LOOK_AGAIN));
    }
  }

  private final LogView view;

  /** By plan. */
  private final Map<String, Waiting> waiting = new HashMap<>();

  StoreSelection(LogView view) {
    this.view = view;
  }

  /**
   * Who takes part in a round, of those that the plan asks for; empty as long as fewer than its
   * {@code min_stores} are available.
   *
   * @param most the most that may be drawn
   */
  Optional<Participation> of(
      PlanRecord plan, PlanRound round, Participation all, int most, Instant now) {
    SelectionRules rules = plan.getSelection();
    if (rules == null || round.phase().preparation()) {
      return Optional.of(all);
    }
    String roundId = round.id(plan.getPlanId());
    Optional<Waiting> before =
        Optional.ofNullable(waiting.get(plan.getPlanId()))
            .filter(waits -> waits.roundId().equals(roundId));
    if (before.filter(counted -> counted.isJustCounted(now)).isPresent()) {
      return Optional.empty();
    }
    List<Candidate> candidates = view.candidates(plan.getModelType(), all.targets(), now);
    SelectionTerms terms = terms(rules, all.minStores());
    long available = available(terms, candidates);
    if (available < all.minStores()) {
      waiting.put(plan.getPlanId(), new Waiting(roundId, now));
      if (before.isEmpty()) {
        LOG.info(
            "A round waits until enough stores are available roundId={} available={} needed={}"
                + " candidates={}",
            roundId,
            available,
            all.minStores(),
            candidates.size());
      }
      return Optional.empty();
    }
    waiting.remove(plan.getPlanId());
    return Optional.of(drawn(all, rules, candidates, round.number(), most));
  }

  /** Forgets the plans that are not among these. */
  void keepOnly(Set<String> planIds) {
    waiting.keySet().retainAll(planIds);
  }

  /** How many of the stores that a plan's training rounds could ask are available. */
  static long available(LogView view, PlanRecord plan, SelectionRules rules, Instant now) {
    return available(
        terms(rules, plan.getMinStores()),
        view.candidates(plan.getModelType(), plan.getTargetStores(), now));
  }

  private static long available(SelectionTerms terms, List<Candidate> candidates) {
    return candidates.stream().filter(terms::isAvailable).count();
  }

  /**
   * Who would take part if all that a plan names were there, or as few as may be where it names
   * none.
   *
   * @throws IllegalArgumentException naming the rule, what came and what was expected
   */
  static Participation foreseen(PlanRecord plan, Participation all) {
    SelectionRules rules = plan.getSelection();
    if (rules == null) {
      return all;
    }
    List<String> stores =
        all.targets().isEmpty()
            ? IntStream.range(0, all.minStores()).mapToObj(i -> "store-" + i).toList()
            : all.targets();
    List<Candidate> candidates = stores.stream().map(name -> new Candidate(name, 1, 0)).toList();
    return drawn(all, rules, candidates, 1, stores.size());
  }

  /**
   * Refuses a selection that the stores' client method cannot go with.
   *
   * @throws IllegalArgumentException naming what contradicts it
   */
  static void requireFitting(PlanRecord plan) {
    SelectionRules rules = plan.getSelection();
    ClientTerms client =
        ClientTerms.ofRound(plan.getModelType(), plan.getTrainingConfig())
            .orElseGet(ClientTerms::plain);
    if (rules == null || client.method() != ClientMethod.SCAFFOLD) {
      return;
    }
    client
        .method()
        .requireAllTaken(
            decimal("over_selection", rules.getOverSelection()).compareTo(BigDecimal.ONE) > 0);
    if (plan.getTrainingConfig().containsKey(ClientTerms.SHARE)) {
      throw new IllegalArgumentException(
          "%s is %s in a plan with a selection; leave it out: each round says of how many stores it wants updates"
              .formatted(ClientTerms.SHARE, client.share()));
    }
  }

  private static Participation drawn(
      Participation all, SelectionRules rules, List<Candidate> candidates, int number, int most) {
    SelectionTerms terms = terms(rules, all.minStores());
    Selected selected = Selection.of(terms, number, candidates, most);
    int take = selected.asked().size() > selected.wanted() ? selected.wanted() : 0;
    return all.drawn(
        selected.asked(),
        take,
        new SelectionRecord(
            rules, candidates.size(), selected.available(), selected.wanted(), most));
  }

  private static SelectionTerms terms(SelectionRules rules, int minStores) {
    return new SelectionTerms(
        SelectionTerms.Draw.valueOf(rules.getDraw().name()),
        decimal("fraction", rules.getFraction()),
        decimal("over_selection", rules.getOverSelection()),
        minStores,
        rules.getAvailableWithinMs(),
        rules.getSeed());
  }

  private static BigDecimal decimal(String field, String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          field + ": expected a decimal number such as 0.1, came \"" + text + "\"", e);
    }
  }
}
