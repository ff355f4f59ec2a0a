package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.method.PayloadFault;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Five updates of two parameters, by hand, in no order of their stores' names. */
class ChunkTaskTest {
  private static final float[] BASE = {0, 0};
  private static final float[][] UPDATES = {{1, 2}, {2, 4}, {3, 9}, {90, -90}, {3, 5}};

  @Test
  void shouldMakeTheMean_whenStreamed() {
    assertThat(made("fedavg", Map.of())).containsExactly(99f / 5, -70f / 5);
  }

  @Test
  void shouldMakeTheMedian_whenCollected() {
    assertThat(made("median", Map.of())).containsExactly(3, 4);
  }

  /** Without one update at either end: (2 + 3 + 3) / 3 and (2 + 4 + 5) / 3. */
  @Test
  void shouldTrim_whenCollected() {
    assertThat(made("trimmed_mean", Map.of("trim", "0.2")))
        .containsExactly((float) (8.0 / 3), (float) (11.0 / 3));
  }

  /**
   * With f = 1 of 5 the two nearest others count. Squared distances: of (2, 4) to (3, 5) 2, to (1,
   * 2) 5: 7. Of (3, 5) to (2, 4) 2, to (1, 2) 13: 15. Of (1, 2) 5 and 13. So (2, 4) it is.
   */
  @Test
  void shouldChooseOne_whenMeasured() {
    assertThat(made("krum", Map.of("byzantine", "1"))).containsExactly(2, 4);
  }

  /** The two best: (2, 4) of score 7, (3, 5) of 2 + 13 = 15; (1, 2) has 18, (3, 9) 16 + 26. */
  @Test
  void shouldChooseSome_whenMeasured() {
    assertThat(made("multi_krum", Map.of("byzantine", "1", "multi", "2")))
        .containsExactly(2.5f, 4.5f);
  }

  /**
   * One step from (10, 10), no difference longer than 5: (3, 4) stays, (6, 8) becomes (3, 4) and
   * (0, 50) becomes (0, 5); their mean is (2, 13 / 3).
   */
  @Test
  void shouldStartFromTheBase_whenDistancesToItAreMeasured() {
    ChunkTask task =
        new ChunkTask(
            new MethodChoice("centred_clipping", Map.of("tau", "5", "iterations", "1")),
            8,
            3,
            3,
            1);
    RoundUpdates updates = task.begin(Payload.of(new float[] {10, 10}), null);
    assertThat(updates.take("a", Payload.of(new float[] {13, 14}), 1)).isNull();
    assertThat(updates.take("b", Payload.of(new float[] {16, 18}), 1)).isNull();
    assertThat(updates.take("c", Payload.of(new float[] {10, 60}), 1)).isNull();

    float[] model = Payload.read(updates.make(3, 0).model());

    assertThat(model[0]).isCloseTo(12, within(1e-4f));
    assertThat(model[1]).isCloseTo(10 + 13f / 3, within(1e-4f));
  }

  @Test
  void shouldRefuse_whenALiveRoundCouldNotHoldTheCohort() {
    assertThatThrownBy(() -> task("krum", Map.of("byzantine", "1"), 8, 251))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxCohort is 251, expected at most 250");
    assertThatThrownBy(() -> task("median", Map.of(), 8, 100_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ask at most");
  }

  /** A live round would cut it into chunks of 128 KiB. */
  @Test
  void shouldTakeLargeUpdates_whenTheMethodWorksOnSmallChunks() {
    float[] ones = new float[300_000];
    Arrays.fill(ones, 1);
    RoundUpdates updates =
        task("median", Map.of(), 1_200_000, 5).begin(Payload.of(new float[300_000]), null);

    for (String store : List.of("a", "b", "c")) {
      assertThat(updates.take(store, Payload.of(ones), 1)).isNull();
    }

    assertThat(Payload.read(updates.make(3, 0).model())).isEqualTo(ones);
  }

  @Test
  void shouldRefuse_whenAnUpdateIsNotFinite() {
    for (String method : new String[] {"fedavg", "median", "krum"}) {
      Map<String, String> parameters = method.equals("krum") ? Map.of("byzantine", "1") : Map.of();
      RoundUpdates updates = task(method, parameters).begin(Payload.of(BASE), null);

      PayloadFault fault = updates.take("a", Payload.of(new float[] {1, Float.NaN}), 1);

      assertThat(fault).isNotNull();
      assertThat(updates.size()).isZero();
    }
  }

  private static float[] made(String method, Map<String, String> parameters) {
    RoundUpdates updates = task(method, parameters).begin(Payload.of(BASE), null);
    for (int i = 0; i < UPDATES.length; i++) {
      assertThat(updates.take("s" + (7 * i % 5), Payload.of(UPDATES[i]), 1)).isNull();
    }
    return Payload.read(updates.make(UPDATES.length, 0).model());
  }

  private static ChunkTask task(String method, Map<String, String> parameters) {
    return task(method, parameters, 8, 5);
  }

  private static ChunkTask task(
      String method, Map<String, String> parameters, int updateBytes, int cohort) {
    return new ChunkTask(new MethodChoice(method, parameters), updateBytes, 5, cohort, 1);
  }
}
