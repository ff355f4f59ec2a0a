package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxModelTest {

  @Test
  void shouldKnowNothing_whenUntrained() {
    SoftmaxModel model = new SoftmaxModel(1, 4);
    LabelledRows rows = new LabelledRows(1, 4, new float[] {1, 2, 3, 4}, new int[] {0, 1, 2, 3});

    assertThat(model.measure(model.initial(), rows))
        .isEqualTo(new Measures(Math.log(4), 0.25, 0.5));
  }

  /**
   * Scores of label 1 less label 0 are x: p = 0.7310586, 0.8807971, 0.2689414 for x = 1, 2, -1 with
   * labels 1, 0, 0. Loss: (ln 1/0.7310586 + ln 1/0.1192029 + ln 1/0.7310586) / 3. Of the two pairs
   * of a positive and a negative one is in order.
   */
  @Test
  void shouldMeasureByHand() {
    SoftmaxModel model = new SoftmaxModel(1, 2);
    LabelledRows rows = new LabelledRows(1, 2, new float[] {1, 2, -1}, new int[] {1, 0, 0});

    Measures measures = model.measure(new float[] {0, 0, 1, 0}, rows);

    assertThat(measures.loss()).isCloseTo((0.31326169 + 2.12692801 + 0.31326169) / 3, within(1e-7));
    assertThat(measures.accuracy()).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(measures.auc()).isEqualTo(0.5);
  }

  /** Three labels, each by a feature of its own: label 2's rows are told apart, the others not. */
  @Test
  void shouldTakeTheMeanOfEachLabelAgainstTheRest() {
    SoftmaxModel model = new SoftmaxModel(1, 3);
    LabelledRows rows = new LabelledRows(1, 3, new float[] {0, 0, 5, 5}, new int[] {0, 1, 2, 2});

    Measures measures = model.measure(new float[] {0, 0, 0, 0, 2, 0}, rows);

    // label 0 against the rest: ties with row 1, above rows 2 and 3: (0.5 + 1 + 1) / 3
    assertThat(measures.auc()).isCloseTo((2.5 / 3 + 2.5 / 3 + 1) / 3, within(1e-12));
  }
}
