package io.fedlog.standalone.simulate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation is asked for.
 *
 * @param seed of everything that is left to chance
 * @param stores how many there are, at least 2
 * @param rounds most rounds
 * @param modes one run of every method for each, with the same chance
 * @param methods how updates become a version
 * @param partition of the rows among the stores
 * @param training of a store in a round
 * @param times of the stores
 * @param hostility how many attack, and how
 * @param policy of the rounds
 * @param windows in modes other than sync
 * @param goal at which a run ends early; null for none
 */
public record SimulationSettings(
    long seed,
    int stores,
    int rounds,
    List<Mode> modes,
    List<MethodChoice> methods,
    Partition partition,
    SgdSettings training,
    StoreTimes times,
    Hostility hostility,
    RoundPolicy policy,
    WindowPolicy windows,
    @Nullable Goal goal) {

  private static final int MOST_STORES = 1_000_000;
  private static final int MOST_ROUNDS = 9_999;

  public SimulationSettings {
    modes = List.copyOf(modes);
    methods = List.copyOf(methods);
    Flag.require(stores >= 2 && stores <= MOST_STORES, "--stores", stores, "2 to " + MOST_STORES);
    Flag.require(rounds >= 1 && rounds <= MOST_ROUNDS, "--rounds", rounds, "1 to " + MOST_ROUNDS);
    boolean windowed = modes.stream().anyMatch(mode -> mode != Mode.SYNC);
    methods.forEach(method -> training.client().requireAggregation(method.name(), windowed));
    training.client().requireAllTaken(policy.overSelects());
    Flag.require(
        policy.threshold() == null || modes.contains(Mode.SYNC),
        "--threshold",
        policy.threshold(),
        "it left out without mode sync: windows close with their updates or on time");
    Integer least = policy.minStores();
    if (least != null) {
      Flag.require(least <= stores, "--min-stores", least, "at most the " + stores + " stores");
    }
  }
}
