package io.fedlog.standalone.simulate;

import io.fedlog.learning.client.ClientMethod;
import io.fedlog.learning.selection.SelectionTerms;
import io.fedlog.learning.selection.SelectionTerms.Draw;
import io.fedlog.learning.staleness.Staleness;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings to start from: ten equally fast, honest stores of twenty rows; one round of fedavg. */
final class Draft {
  long seed = 1;
  int stores = 10;
  int rounds = 1;
  List<Mode> modes = List.of(Mode.SYNC);
  List<MethodChoice> methods = List.of(new MethodChoice("fedavg", Map.of()));
  String partition = "iid";
  double sigma;
  double dropOut;
  Hostility hostility = Hostility.NONE;
  Draw draw = Draw.EVEN;
  String fraction = "1";
  String overSelection = "1";
  @Nullable Integer minStores;
  @Nullable String threshold = "1";
  ClientMethod client = ClientMethod.FEDAVG;
  int windowUpdates = 5;
  int maxStaleness = 100;
  Staleness staleness = Staleness.polynomial(0.5);
  @Nullable Goal goal;

  static Draft ofRounds(int rounds) {
    Draft draft = new Draft();
    draft.rounds = rounds;
    return draft;
  }

  static Draft ofWindows(Mode mode, int windows) {
    Draft draft = ofRounds(windows);
    draft.modes = List.of(mode);
    draft.threshold = null;
    return draft;
  }

  Draft with(String method, Map<String, String> parameters) {
    methods = List.of(new MethodChoice(method, parameters));
    return this;
  }

  SimulationSettings settings() {
    SelectionTerms selection =
        new SelectionTerms(
            draw, new BigDecimal(fraction), new BigDecimal(overSelection), 1, 0, seed);
    return new SimulationSettings(
        seed,
        stores,
        rounds,
        modes,
        methods,
        Partition.of(partition),
        new SgdSettings(2, 10, 0.1, 0, 0, client),
        new StoreTimes(Duration.ofSeconds(60), Duration.ofSeconds(10), sigma, dropOut),
        hostility,
        new RoundPolicy(
            selection,
            minStores,
            threshold == null ? null : new BigDecimal(threshold),
            Duration.ofMinutes(30)),
        new WindowPolicy(windowUpdates, Duration.ofMinutes(10), maxStaleness, staleness, null),
        goal);
  }

  static SgdSettings training() {
    return new SgdSettings(2, 10, 0.1, 0, 0);
  }

  LearningTask task() {
    return SyntheticRows.of(new Chance(seed), 20 * stores);
  }

  List<Trace> run() {
    return new Simulations(settings(), task(), (method, point) -> {}).run();
  }
}
