package io.fedlog.learning.plan;

import java.util.Locale;
import java.util.Optional;

/**
 * One round of a plan, whatever the plan: its phase, and its number among the training rounds. The
 * round's id follows from the plan's id, so that nobody can make the same round twice.
 *
 * @param phase one of the four phases that have rounds
 * @param number 1 to 9999 for a training round, 0 for the rounds before
 */
public record PlanRound(PlanPhase phase, int number) {

  /** Training rounds are numbered with four digits. */
  public static final int MAX_NUMBER = 9999;

  public static final PlanRound VOCABULARY = new PlanRound(PlanPhase.VOCABULARY, 0);
  public static final PlanRound MOMENTS = new PlanRound(PlanPhase.MOMENTS, 0);
  public static final PlanRound INITIAL = new PlanRound(PlanPhase.INITIAL, 0);

  public PlanRound {
    if (phase.over()) {
      throw new IllegalArgumentException("phase: a plan that is " + phase + " has no round");
    }
    if (phase.preparation() ? number != 0 : number < 1 || number > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "number: expected 1 to "
              + MAX_NUMBER
              + " for a training round and 0 for another; "
              + phase
              + " came with "
              + number);
    }
  }

  public static PlanRound training(int number) {
    return new PlanRound(PlanPhase.TRAINING, number);
  }

  /** The round that follows when this one makes a version. */
  public PlanRound next() {
    return switch (phase) {
      case VOCABULARY -> MOMENTS;
      case MOMENTS -> INITIAL;
      default -> training(number + 1);
    };
  }

  /** The round's id in this plan: {@code plan-vocabulary}, ..., {@code plan-0001}, ... */
  public String id(String planId) {
    return planId + "-" + suffix();
  }

  /** The round that has this id in this plan; empty when the id is none of the plan's. */
  public static Optional<PlanRound> of(String planId, String roundId) {
    if (!roundId.startsWith(planId + "-")) {
      return Optional.empty();
    }
    String suffix = roundId.substring(planId.length() + 1);
    for (PlanRound round : new PlanRound[] {VOCABULARY, MOMENTS, INITIAL}) {
      if (round.suffix().equals(suffix)) {
        return Optional.of(round);
      }
    }
    boolean number = suffix.matches("[0-9]{4}") && !suffix.equals("0000");
    return number ? Optional.of(training(Integer.parseInt(suffix))) : Optional.empty();
  }

  private String suffix() {
    return phase == PlanPhase.TRAINING
        ? String.format(Locale.ROOT, "%04d", number)
        : phase.name().toLowerCase(Locale.ROOT);
  }
}
