package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two stores of ten rows each, and what they send in round 3; all of them attack. */
class StoreUpdatesTest {
  private static final Chance CHANCE = new Chance(7);
  private static final LabelledRows ROWS = SyntheticRows.of(CHANCE, 20).training();
  private static final int[][] SPLIT = {
    IntStream.range(0, 10).toArray(), IntStream.range(10, 20).toArray()
  };
  private static final SoftmaxModel MODEL = new SoftmaxModel(ROWS.width(), ROWS.classes());
  private static final float[] BASE = base();

  @Test
  void shouldSendItsTraining_whenHonest() {
    StoreUpdates updates = new StoreUpdates(ROWS, SPLIT, training(), Hostility.NONE, CHANCE);

    assertThat(updates.of(1, 3, BASE)).isEqualTo(honest(1));
    assertThat(updates.rowsOf(1)).isEqualTo(10);
    assertThat(updates.isHostile(1)).isFalse();
  }

  @Test
  void shouldGoTheOtherWay_whenItFlipsSigns() {
    float[] sent = attackers(Attack.SIGN_FLIP, 4).of(0, 3, BASE);

    float[] honest = honest(0);
    for (int i = 0; i < BASE.length; i++) {
      assertThat(sent[i]).isCloseTo(5 * BASE[i] - 4 * honest[i], within(1e-5f));
    }
  }

  /** 210 parameters: the mean square of noise of deviation 1 has a deviation of sqrt(2 / 210). */
  @Test
  void shouldAddNoiseInProportion_whenItIsNoisy() {
    float[] sent = attackers(Attack.NOISE, 10).of(0, 3, BASE);

    float[] honest = honest(0);
    double noise = meanSquare(sent, honest) / (100 * meanSquare(honest, BASE));
    assertThat(noise).isCloseTo(1, within(5 * Math.sqrt(2.0 / BASE.length)));
  }

  @Test
  void shouldTrainOnOtherLabels_whenItFlipsThem() {
    int[] flipped = IntStream.of(ROWS.labels()).map(label -> 9 - label).toArray();
    LabelledRows other = new LabelledRows(ROWS.width(), 10, ROWS.features(), flipped);

    assertThat(attackers(Attack.LABEL_FLIP, 1).of(1, 3, BASE)).isEqualTo(trained(1, other));
  }

  /** Of two numbers a and b the mean is half their sum, the deviation half their difference. */
  @Test
  void shouldSendTheSame_whenTheyCollude() {
    StoreUpdates updates = attackers(Attack.COLLUSION, 1.5);
    updates.begin(3, List.of(0, 1), BASE);

    float[] sent = updates.of(0, 3, BASE);

    assertThat(sent).isEqualTo(updates.of(1, 3, BASE));
    float[] a = honest(0);
    float[] b = honest(1);
    for (int i = 0; i < sent.length; i++) {
      float expected = (a[i] + b[i]) / 2 - 1.5f * Math.abs(a[i] - b[i]) / 2;
      assertThat(sent[i]).isCloseTo(expected, within(1e-5f));
    }
  }

  @Test
  void shouldMakeAShareHostile() {
    Hostility some = new Hostility(0.3, Attack.NOISE, 1);

    assertThat(some.stores(CHANCE, 40).cardinality()).isEqualTo(12);
    assertThat(some.stores(CHANCE, 40)).isEqualTo(some.stores(new Chance(7), 40));
    assertThat(Hostility.NONE.stores(CHANCE, 40).isEmpty()).isTrue();
  }

  private static StoreUpdates attackers(Attack attack, double scale) {
    return new StoreUpdates(ROWS, SPLIT, training(), new Hostility(0.99, attack, scale), CHANCE);
  }

  private static float[] honest(int store) {
    return trained(store, ROWS);
  }

  private static float[] trained(int store, LabelledRows rows) {
    return training()
        .train(store, BASE, rows, SPLIT[store], CHANCE.of(Purpose.ORDER_OF_ROWS, store, 3))
        .update();
  }

  private static ClientTraining training() {
    return new ClientTraining(new SgdTrainer(MODEL, Draft.training()), Draft.training(), 1);
  }

  private static double meanSquare(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i])).sum()
        / a.length;
  }

  private static float[] base() {
    float[] base = new float[MODEL.size()];
    for (int i = 0; i < base.length; i++) {
      base[i] = 0.01f * i;
    }
    return base;
  }
}
