package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table of docs/simulation.md with a tenth of its stores: as many are at work at a time in both
 * modes, their times are log-normal with sigma 1, and one turn in ten comes to nothing.
 */
class StragglerStudyTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "1.3"})
  void shouldBeThereInAThirdOfTheTime_whenWindowsDoNotWait(String overSelection) {
    Draft rounds = thousand(overSelection);
    rounds.rounds = 15;
    TracePoint target = rounds.run().get(0).last();
    Draft windows = thousand(overSelection);
    windows.modes = List.of(Mode.FEDBUFF);
    windows.rounds = 500;
    windows.windowUpdates = 10;
    windows.goal = new Goal(Metric.AUC, target.measures().auc());

    TracePoint there = windows.run().get(0).reached(windows.goal).orElseThrow();

    assertThat(target.failure()).isNull();
    assertThat(there.atMs()).isLessThan(target.atMs() / 3);
  }

  /**
   * A hundred stores at work and ten updates a version: by Little's law an update is ten versions
   * behind on average, less while the slowest have not come. One in twenty takes five times the
   * median.
   */
  @Test
  void shouldCarryOverTheSlow() {
    Draft windows = thousand("1");
    windows.modes = List.of(Mode.FEDBUFF);
    windows.rounds = 100;
    windows.windowUpdates = 10;

    StalenessSeen seen = windows.run().get(0).staleness().orElseThrow();

    assertThat(seen.mean()).isBetween(1.0, 10.0);
    assertThat(seen.most()).isGreaterThan(20);
  }

  private static Draft thousand(String overSelection) {
    Draft draft = new Draft();
    draft.stores = 1_000;
    draft.fraction = "0.1";
    draft.overSelection = overSelection;
    draft.sigma = 1;
    draft.dropOut = 0.1;
    draft.threshold = null;
    return draft;
  }
}
