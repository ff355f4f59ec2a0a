package io.fedlog.learning.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.plan.PlanEffect.DefineRound;
import io.fedlog.learning.plan.PlanEvent.Evaluated;
import io.fedlog.learning.plan.PlanEvent.EvaluationOverdue;
import io.fedlog.learning.plan.PlanEvent.PauseRequested;
import io.fedlog.learning.plan.PlanEvent.ResumeRequested;
import io.fedlog.learning.plan.PlanEvent.RoundCompleted;
import io.fedlog.learning.plan.PlanEvent.RoundFailed;
import io.fedlog.learning.plan.PlanMachine.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pause that is over leaves no trace, wherever it began and ended. */
class PausePropertyTest {
  private static final int LENGTH = 40;
  private static final PlanTerms TERMS =
      new PlanTerms("p", 12, 3, 0.01, new Target("auc", Target.Bound.AT_LEAST, 0.99), 0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldComeToTheSame_whenPausedMeanwhile(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      List<PlanEvent> events = events(random);
      int from = random.nextInt(LENGTH);
      int to = from + random.nextInt(LENGTH - from);
      Step step = PlanMachine.start(TERMS, random.nextBoolean());
      Step unbroken = step;
      for (int i = 0; i < LENGTH; i++) {
        if (i == from) {
          step = PlanMachine.apply(step.state(), new PauseRequested());
        }
        step = PlanMachine.apply(step.state(), events.get(i));
        if (i <= to && i >= from) {
          assertThat(step.effects()).doesNotHaveAnyElementsOfTypes(DefineRound.class);
        }
        if (i == to) {
          step = PlanMachine.apply(step.state(), new ResumeRequested());
          assertNamesItsRound(step);
        }
        unbroken = PlanMachine.apply(unbroken.state(), events.get(i));
      }
      assertThat(step.state().held(false)).isEqualTo(unbroken.state().held(false));
    }
  }

  private static void assertNamesItsRound(Step resumed) {
    PlanRound round = resumed.state().round();
    if (round != null) {
      assertThat(resumed.effects()).containsExactly(new DefineRound(round));
    }
  }

  /** Ends of rounds and evaluations, most of which concern where a plan may stand. */
  private static List<PlanEvent> events(Random random) {
    List<PlanEvent> events = new ArrayList<>();
    for (PlanRound round : List.of(PlanRound.VOCABULARY, PlanRound.MOMENTS, PlanRound.INITIAL)) {
      events.add(new RoundCompleted(round, 1));
    }
    int number = 1;
    while (events.size() < LENGTH) {
      PlanRound round = PlanRound.training(number);
      switch (random.nextInt(4)) {
        case 0 -> events.add(new RoundFailed(round, "of test"));
        case 1 -> events.add(new EvaluationOverdue(number));
        case 2 -> events.add(new Evaluated(number, random.nextDouble(), random.nextDouble()));
        default -> events.add(new RoundCompleted(round, number));
      }
      number += random.nextInt(3) == 0 && number < 12 ? 1 : 0;
    }
    return events;
  }
}
