package io.fedlog.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.selection.SelectionTerms.Draw;
import io.fedlog.learning.staleness.Staleness;
import io.fedlog.standalone.simulate.Chance.Purpose;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An update of 21 x 10 float parameters is 840 bytes; training takes 60 s, an upload 10 s. Uploads
 * of the same moment come in the order of the stores.
 */
class AsynchronousRunTest {
  private static final long UPDATE = 840;

  /** Stores 0 to 4 make the first window; what 5 to 9 have then is one version behind. */
  @Test
  void shouldCarryOverWhatIsNotInAWindow() {
    List<TracePoint> points = Draft.ofWindows(Mode.FEDBUFF, 4).run().get(0).points();

    assertThat(points).extracting(TracePoint::round).containsExactly(0, 1, 2, 3, 4);
    assertThat(points).extracting(TracePoint::version).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(points)
        .extracting(TracePoint::atMs)
        .containsExactly(0L, 70_000L, 70_000L, 140_000L, 140_000L);
    assertThat(points)
        .extracting(TracePoint::staleness)
        .containsExactly(
            StalenessSeen.NONE,
            StalenessSeen.NONE,
            new StalenessSeen(1, 1, 0),
            new StalenessSeen(1, 1, 0),
            new StalenessSeen(1, 1, 0));
    assertThat(points).extracting(TracePoint::asked).containsExactly(0, 10, 10, 10, 10);
    assertThat(points).extracting(TracePoint::aggregated).containsExactly(0, 5, 5, 5, 5);
    assertThat(points)
        .extracting(TracePoint::uploadedBytes)
        .containsExactly(0L, 5 * UPDATE, 10 * UPDATE, 15 * UPDATE, 20 * UPDATE);
    assertThat(points)
        .extracting(TracePoint::downloadedBytes)
        .containsExactly(0L, 10 * UPDATE, 15 * UPDATE, 20 * UPDATE, 25 * UPDATE);
  }

  /** At 70 s the sixth store is behind, and begins anew from version 2; so it goes on. */
  @Test
  void shouldRefuseWhatIsTooStale() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 2);
    draft.maxStaleness = 0;

    TracePoint point = last(draft);

    assertThat(point.atMs()).isEqualTo(140_000);
    assertThat(point.refused()).isEqualTo(5);
    assertThat(point.staleness()).isEqualTo(new StalenessSeen(0, 0, 5));
    assertThat(point.asked()).isEqualTo(5 + 5 + 5); // carried over, and begun when 5 were over
    assertThat(point.unfinished()).isEqualTo(5);
  }

  /** While nine wait for the tenth, nine more stores work. */
  @Test
  void shouldHaveAShareOfTheStoresAtWork() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 1);
    draft.stores = 100;
    draft.fraction = "0.1";
    draft.windowUpdates = 10;

    TracePoint point = last(draft);

    assertThat(point.atMs()).isEqualTo(70_000);
    assertThat(point.asked()).isEqualTo(19);
    assertThat(point.unfinished()).isEqualTo(9);
  }

  /** w1 = w0 + (x0 - w0), w2 = w1 + (x1 - w0) / sqrt(2): the second is one version behind. */
  @Test
  void shouldAddTheDirections_whenFedbuff() {
    float[] start = new float[210];
    float[] first = trained(0, start);
    float[] second = trained(1, start);
    Draft draft = pair(Mode.FEDBUFF);

    List<TracePoint> points = draft.run().get(0).points();

    assertIsCloseTo(points.get(1).measures(), first);
    assertIsCloseTo(points.get(2).measures(), sum(first, Math.sqrt(0.5), second, start));
  }

  /** With a = 0.6: w1 = w0 + a (x0 - w0), w2 = w1 + a (x1 - w1) / sqrt(2). */
  @Test
  void shouldMixTheModels_whenFedasync() {
    float[] start = new float[210];
    float[] first = sum(start, 0.6, trained(0, start), start);
    float[] second = trained(1, start);
    Draft draft = pair(Mode.FEDASYNC);
    draft.windowUpdates = 2; // which says nothing in this mode

    List<TracePoint> points = draft.run().get(0).points();

    assertIsCloseTo(points.get(1).measures(), first);
    assertIsCloseTo(points.get(2).measures(), sum(first, 0.6 * Math.sqrt(0.5), second, first));
  }

  @Test
  void shouldMakeWhatARoundMakes_whenAWindowHasEverybody() {
    Draft windows = Draft.ofWindows(Mode.FEDBUFF, 3);
    windows.windowUpdates = 10;

    TracePoint point = last(windows);

    TracePoint round = last(Draft.ofRounds(3));
    assertThat(point.atMs()).isEqualTo(round.atMs());
    assertThat(point.measures().loss()).isCloseTo(round.measures().loss(), within(1e-5));
  }

  /** Ten minutes after the start it is closed by those who have uploaded. */
  @Test
  void shouldCloseAWindowOnTime_whenStoresDropOut() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 1);
    draft.windowUpdates = 10;
    draft.dropOut = 0.5;
    Chance chance = new Chance(draft.seed);
    long heardOf =
        IntStream.range(0, 10)
            .filter(store -> !draft.settings().times().dropsOut(chance, store, 1))
            .count();

    TracePoint point = last(draft);

    assertThat(point.atMs()).isEqualTo(600_000);
    assertThat(heardOf).isBetween(3L, 9L);
    assertThat(point.aggregated()).isEqualTo((int) heardOf);
  }

  @Test
  void shouldGiveThePlaceOfTheSilentToAnother() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 40);
    draft.stores = 4;
    draft.fraction = "0.25";
    draft.windowUpdates = 1;
    draft.dropOut = 0.3;

    Trace trace = draft.run().get(0);

    long droppedOut = trace.last().downloadedBytes() / UPDATE - 40;
    assertThat(trace.last().round()).isEqualTo(40);
    assertThat(droppedOut).isPositive();
    assertThat(trace.last().atMs()).isEqualTo(40 * 70_000 + droppedOut * 30 * 60_000);
  }

  @Test
  void shouldFail_whenNobodyUploads() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 2);
    draft.dropOut = 0.999;

    Trace trace = draft.run().get(0);

    assertThat(trace.lastFailure())
        .hasValue(
            "deadline passed: no window closed; 0 updates waited, of which a window takes 5, or 3 after 600000 ms");
    assertThat(trace.last().atMs()).isEqualTo(2 * 30 * 60_000);
    assertThat(trace.last().version()).isEqualTo(1);
    assertThat(trace.last().asked()).isEqualTo(20);
    assertThat(trace.last().measures()).isEqualTo(trace.points().get(0).measures());
  }

  /** Whatever was uploaded is in one window, refused, or among the fewer than seven that wait. */
  @Test
  void shouldCountEveryUploadOnce() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 200);
    draft.stores = 60;
    draft.sigma = 1.5;
    draft.dropOut = 0.1;
    draft.windowUpdates = 7;
    draft.maxStaleness = 20;
    draft.hostility = new Hostility(0.1, Attack.SIGN_FLIP, 1e6);

    Trace trace = draft.run().get(0);

    long aggregated = trace.points().stream().mapToLong(TracePoint::aggregated).sum();
    long refused = trace.points().stream().mapToLong(TracePoint::refused).sum();
    long tooStale = trace.points().stream().mapToLong(p -> p.staleness().tooStale()).sum();
    assertThat(aggregated).isBetween(200L, 1400L);
    assertThat(tooStale).isPositive();
    assertThat(refused).isGreaterThan(tooStale);
    assertThat(trace.last().uploadedBytes() / UPDATE - aggregated - refused).isBetween(0L, 6L);
  }

  @Test
  void shouldEndEarly_whenTheGoalIsReached() {
    Draft draft = Draft.ofWindows(Mode.FEDBUFF, 50);
    draft.goal = Goal.of("accuracy=0.4");
    Trace trace = draft.run().get(0);

    assertThat(trace.last().round()).isLessThan(50);
    assertThat(trace.reached(draft.goal)).hasValue(trace.last());
  }

  @Test
  void shouldRefuseAtOnce_whenItCannotWork() {
    assertThatThrownBy(() -> Draft.ofWindows(Mode.FEDBUFF, 1).with("median", Map.of()).run())
        .hasMessageContaining("method is median; expected one of [fedavg, weighted]");
    Draft large = Draft.ofWindows(Mode.FEDBUFF, 1);
    large.windowUpdates = 11;
    assertThatThrownBy(large::run)
        .hasMessage("--window-updates is 11; expected at most the 10 stores in mode fedbuff");
    Draft demanding = Draft.ofWindows(Mode.FEDASYNC, 1);
    demanding.minStores = 2;
    assertThatThrownBy(demanding::run)
        .hasMessage(
            "--min-stores is 2; expected at most the 1 updates of a window in mode fedasync");
    Draft weighed = Draft.ofWindows(Mode.FEDBUFF, 1);
    weighed.draw = Draw.BY_ROWS;
    assertThatThrownBy(weighed::run)
        .hasMessage(
            "--by-rows is true; expected it left out in mode fedbuff, where places are drawn"
                + " evenly");
    Draft colluding = Draft.ofWindows(Mode.FEDBUFF, 1);
    colluding.hostility = new Hostility(0.2, Attack.COLLUSION, 1);
    assertThatThrownBy(colluding::run)
        .hasMessageStartingWith("--attack is collusion; expected another one in mode fedbuff");
  }

  private static Draft pair(Mode mode) {
    Draft draft = Draft.ofWindows(mode, 2);
    draft.stores = 2;
    draft.windowUpdates = 1;
    draft.staleness = Staleness.polynomial(0.5);
    return draft;
  }

  /** What a store of two uploads first. */
  private static float[] trained(int store, float[] base) {
    Draft draft = pair(Mode.FEDBUFF);
    Chance chance = new Chance(draft.seed);
    LabelledRows rows = draft.task().training();
    int[][] split = Partition.of("iid").split(rows, 2, chance.of(Purpose.SPLIT));
    double[] trained =
        new SgdTrainer(SoftmaxModel.of(draft.task()), Draft.training())
            .train(
                SoftmaxModel.doubles(base),
                null,
                rows,
                split[store],
                chance.of(Purpose.ORDER_OF_ROWS, store, 1));
    float[] rounded = new float[trained.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) trained[i];
    }
    return rounded;
  }

  private static float[] sum(float[] from, double factor, float[] to, float[] base) {
    float[] sum = new float[from.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (from[i] + factor * (to[i] - base[i]));
    }
    return sum;
  }

  private static void assertIsCloseTo(Measures measures, float[] model) {
    LearningTask task = pair(Mode.FEDBUFF).task();
    Measures expected = SoftmaxModel.of(task).measure(model, task.heldOut());
    assertThat(measures.loss()).isCloseTo(expected.loss(), within(1e-6));
    assertThat(measures.auc()).isCloseTo(expected.auc(), within(1e-6));
  }

  private static TracePoint last(Draft draft) {
    return draft.run().get(0).last();
  }
}
