package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** An update of 21 x 10 float parameters is 840 bytes; training takes 60 s, an upload 10 s. */
class SynchronousRoundsTest {
  private static final long UPDATE = 840;

  @Test
  void shouldEndWhenTheLastStoreHasUploaded_whenAllAreNeeded() {
    TracePoint point = last(Draft.ofRounds(3));

    assertThat(point.round()).isEqualTo(3);
    assertThat(point.version()).isEqualTo(3);
    assertThat(point.failure()).isNull();
    assertThat(point.atMs()).isEqualTo(3 * 70_000);
    assertThat(point.aggregated()).isEqualTo(10);
    assertThat(point.unfinished()).isZero();
    assertThat(point.uploadedBytes()).isEqualTo(30 * UPDATE);
    assertThat(point.downloadedBytes()).isEqualTo(30 * UPDATE);
  }

  @Test
  void shouldMakeTheMeanOfTheUpdates() {
    Draft draft = Draft.ofRounds(1);
    Chance chance = new Chance(draft.seed);
    LabelledRows rows = draft.task().training();
    SoftmaxModel model = new SoftmaxModel(rows.width(), rows.classes());
    SgdTrainer trainer = new SgdTrainer(model, Draft.training());
    double[] zeros = new double[model.size()];
    int[][] split = Partition.of("iid").split(rows, 10, chance.of(Purpose.SPLIT));
    double[] mean = new double[model.size()];
    for (int store = 0; store < 10; store++) {
      Random order = chance.of(Purpose.ORDER_OF_ROWS, store, 1);
      double[] update = trainer.train(zeros, null, rows, split[store], order);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (float) update[i] / 10;
      }
    }
    float[] rounded = new float[mean.length];
    for (int i = 0; i < mean.length; i++) {
      rounded[i] = (float) mean[i];
    }
    Measures expected = model.measure(rounded, draft.task().heldOut());

    Measures measures = last(draft).measures();

    assertThat(measures.loss()).isCloseTo(expected.loss(), within(1e-6));
    assertThat(measures.accuracy()).isEqualTo(expected.accuracy());
    assertThat(measures.auc()).isCloseTo(expected.auc(), within(1e-6));
  }

  @Test
  void shouldNotWaitForTheSlow_whenAShareIsEnough() {
    Draft draft = Draft.ofRounds(1);
    draft.stores = 50;
    draft.sigma = 1;
    draft.threshold = "0.8";
    Draft patient = Draft.ofRounds(1);
    patient.stores = 50;
    patient.sigma = 1;

    assertThat(last(draft).aggregated()).isEqualTo(40);
    assertThat(last(draft).unfinished()).isEqualTo(10);
    assertThat(last(draft).atMs()).isLessThan(last(patient).atMs());
  }

  @Test
  void shouldTakeTheFirst_whenItAsksForMore() {
    Draft draft = Draft.ofRounds(1);
    draft.stores = 100;
    draft.sigma = 1;
    draft.fraction = "0.2";
    draft.overSelection = "1.3";

    TracePoint point = last(draft);

    assertThat(point.asked()).isEqualTo(26);
    assertThat(point.aggregated()).isEqualTo(20);
    assertThat(point.downloadedBytes()).isEqualTo(26 * UPDATE);
    assertThat(point.uploadedBytes()).isBetween(20 * UPDATE, 26 * UPDATE);
  }

  @Test
  void shouldEndByTheDeadline_whenStoresDropOut() {
    Draft draft = Draft.ofRounds(2);
    draft.dropOut = 0.5;

    TracePoint point = last(draft);

    assertThat(point.failure()).isNull();
    assertThat(point.atMs()).isEqualTo(2 * 30 * 60_000);
    assertThat(point.aggregated()).isBetween(1, 9);
    assertThat(point.unfinished()).isEqualTo(10 - point.aggregated());
  }

  @Test
  void shouldFailAndKeepTheVersion_whenTooFewUpload() {
    Draft draft = Draft.ofRounds(2);
    draft.dropOut = 0.5;
    draft.minStores = 10;
    Trace trace = draft.run().get(0);

    assertThat(trace.failedRounds()).isEqualTo(2);
    assertThat(trace.last().version()).isZero();
    assertThat(trace.last().failure()).contains("participating stores completed; 10 were needed");
    assertThat(trace.last().measures()).isEqualTo(trace.points().get(0).measures());
    assertThat(trace.last().uploadedBytes()).isPositive();
  }

  @Test
  void shouldCountWhatItRefuses_whenUpdatesLeaveTheGrid() {
    Draft draft = Draft.ofRounds(1);
    draft.hostility = new Hostility(0.3, Attack.SIGN_FLIP, 1e6);

    TracePoint point = last(draft);

    assertThat(point.refused()).isEqualTo(3);
    assertThat(point.aggregated()).isEqualTo(7);
    assertThat(point.unfinished()).isZero();
  }

  @Test
  void shouldEndEarly_whenTheGoalIsReached() {
    Draft draft = Draft.ofRounds(50);
    draft.goal = Goal.of("accuracy=0.4");
    Trace trace = draft.run().get(0);

    assertThat(trace.last().round()).isLessThan(50);
    assertThat(trace.reached(draft.goal)).hasValue(trace.last());
    assertThat(trace.points().get(trace.points().size() - 2).measures().accuracy()).isLessThan(0.4);
  }

  @Test
  void shouldWeighByRows_whenTheMethodIsNamedSo() {
    Draft draft = Draft.ofRounds(2).with("weighted", Map.of());
    draft.stores = 7;

    assertThat(last(draft).version()).isEqualTo(2);
  }

  @Test
  void shouldRememberWhatTheServerOptimiserKeeps() {
    double loss = last(Draft.ofRounds(3).with("fedavgm", Map.of())).measures().loss();

    assertThat(loss).isLessThan(last(Draft.ofRounds(3)).measures().loss()); // by its momentum
  }

  @Test
  void shouldRefuseAtOnce_whenTheMethodCannotWork() {
    assertThatThrownBy(() -> Draft.ofRounds(1).with("krum", Map.of("byzantine", "4")).run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2f + 3");
    assertThatThrownBy(() -> Draft.ofRounds(1).with("fedsgd", Map.of()).run())
        .hasMessageContaining("no aggregation method \"fedsgd\"");
  }

  private static TracePoint last(Draft draft) {
    return draft.run().get(0).last();
  }
}
