package io.fedlog.standalone.simulate;

import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.Arrays;
import java.util.BitSet;

/**
 * How many stores are hostile, and what they do.
 *
 * @param share of the stores
 * @param scale of the attack
 */
public record Hostility(double share, Attack attack, double scale) {
  /** Everybody is honest. */
  public static final Hostility NONE = new Hostility(0, Attack.SIGN_FLIP, 1);

  public Hostility {
    Flag.require(share >= 0 && share < 1, "--attackers", share, "a share from 0 on and under 1");
    Flag.require(scale > 0 && Double.isFinite(scale), "--attack-scale", scale, "a number above 0");
  }

  /** Which stores are hostile: the share, rounded, drawn from all. */
  BitSet stores(Chance chance, int stores) {
    int[] order = new int[stores];
    Arrays.setAll(order, i -> i);
    Shuffle.shuffle(order, chance.of(Purpose.ATTACKERS));
    BitSet hostile = new BitSet(stores);
    Arrays.stream(order).limit(Math.round(share * stores)).forEach(hostile::set);
    return hostile;
  }
}
