package io.fedlog.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.agent.train.Evaluation;
import io.fedlog.agent.train.StoreEvaluation;
import io.fedlog.learning.model.ModelType;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundBoardTest {

  private final List<RoundRow> running = new ArrayList<>();
  private final List<RoundRow> lines = new ArrayList<>();
  private final RoundBoard board =
      new RoundBoard("p", "sales_forecast", 2, running::add, lines::add);

  @Test
  void shouldShowARound_whenAllStoresHaveMeasuredItsVersion() {
    board.tell(States.completed("p-0001", 2, 5));
    board.tell(version("p-0001"), measured("a", 3, 27));
    assertThat(lines).isEmpty();

    board.tell(version("p-0001"), measured("b", 1, 9));

    // Summed over both stores' rows: sqrt((27 + 9) / (3 + 1)).
    assertThat(lines)
        .singleElement()
        .satisfies(row -> assertThat(row.metrics()).containsEntry("rmse", 3.0));
  }

  @Test
  void shouldShowARoundWithoutFigures_whenTheNextIsOver() {
    board.tell(States.completed("p-0001", 2, 5));
    board.tell(States.completed("p-0002", 3, 5));

    assertThat(lines).extracting(RoundRow::label).containsExactly("1");
  }

  @Test
  void shouldShowAFailedRoundAtOnce() {
    board.tell(States.ended("p-0001", RoundStatus.FAILED, "too few"));

    assertThat(lines).extracting(RoundRow::status).containsExactly("failed");
  }

  @Test
  void shouldShowEachRoundOnce_whenToldTwice() {
    board.tell(States.ended("p-0001", RoundStatus.FAILED, "too few"));
    board.tell(States.ended("p-0001", RoundStatus.FAILED, "too few"));

    assertThat(lines).hasSize(1);
  }

  @Test
  void shouldTellHowARunningRoundStands() {
    board.tell(States.running("p-vocabulary", 4, 3));

    assertThat(running).extracting(RoundRow::label).containsExactly("vocabulary");
    assertThat(lines).isEmpty();
  }

  @Test
  void shouldShowWhatIsLeft_whenItIsTimeToEnd() throws Exception {
    board.tell(States.completed("p-0001", 2, 5));

    board.finish(Duration.ZERO);

    assertThat(lines).hasSize(1);
  }

  private static StoreEvaluation measured(String store, int rows, double squaredError) {
    Evaluation evaluation =
        new Evaluation(
            ModelType.SALES_FORECAST,
            rows,
            squaredError,
            squaredError,
            0,
            new double[rows],
            new double[rows]);
    return new StoreEvaluation(store, evaluation, evaluation, 1);
  }

  private static ModelManifest version(String roundId) {
    return ModelManifest.newBuilder()
        .setModelType("sales_forecast")
        .setVersion(2)
        .setRoundId(roundId)
        .setMethod("weighted")
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1)
        .setModelBytes(4)
        .setChunkBytes(65536)
        .setChunkCount(1)
        .setSha256(States.SHA)
        .setCohortSize(2)
        .setTotalWeight(2)
        .setPublishedAt(Instant.parse("2026-11-20T08:00:01Z"))
        .build();
  }
}
