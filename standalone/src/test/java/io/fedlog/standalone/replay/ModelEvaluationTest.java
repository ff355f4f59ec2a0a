package io.fedlog.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.Generator;
import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.data.Stores;
import io.fedlog.agent.train.StoreLearner;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelManifest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ModelEvaluationTest {
  private static final Map<String, String> CONFIG =
      Map.of(
          "model_type", "sales_forecast",
          "store_column", "store",
          "target", "sales",
          "log", "price",
          "form", "linear",
          "local_part", "false",
          "time_column", "date");

  private final CsvFile file = new Generator(4, 60, 3).file();
  private final Collection<StoreData> stores = Stores.divide(file, DataOptions.of(CONFIG)).values();
  private final Vocabulary vocabulary =
      Vocabulary.union(
          stores.stream()
              .map(store -> Vocabulary.parse(new StoreLearner(store).vocabularyPayload()))
              .toList());
  private final double[] moments = moments();
  private final List<Model> requires =
      List.of(
          model("sales_forecast.vocabulary", Encoding.TEXT, vocabulary.toBytes()),
          model("sales_forecast.moments", Encoding.FLOAT64, doubles(moments)));

  @Test
  void shouldMeasureTheHeldOutRows_whenAModelPredictsTheMean() {
    ModelEvaluation evaluation = ModelEvaluation.of(version(CONFIG), requires, file);

    SortedMap<String, Double> numbers = evaluation.numbers(new double[parameters()]);

    // All parameters 0: every row is predicted the mean of the training rows.
    double mean =
        stores.stream()
            .flatMapToDouble(s -> Arrays.stream(s.targets(true)))
            .average()
            .orElseThrow();
    double[] held = stores.stream().flatMapToDouble(s -> Arrays.stream(s.targets(false))).toArray();
    double squares = 0;
    for (double target : held) {
      squares += (target - mean) * (target - mean);
    }
    assertThat(numbers.get("evaluation_rows")).isEqualTo(held.length);
    assertThat(numbers.get("rmse")).isCloseTo(Math.sqrt(squares / held.length), within(1e-6));
    assertThat(numbers).containsOnlyKeys("evaluation_rows", "evaluation_loss", "rmse");
  }

  @Test
  void shouldTellBothFigures_whenStoresAddAPartOfTheirOwn() {
    Map<String, String> config = new HashMap<>(CONFIG);
    config.put("local_part", "true");
    ModelEvaluation evaluation = ModelEvaluation.of(version(config), requires, file);

    SortedMap<String, Double> numbers = evaluation.numbers(new double[parameters()]);

    assertThat(numbers.get("rmse_with_local_parts")).isLessThan(numbers.get("rmse"));
  }

  @Test
  void shouldTakeAStoresOwnFile_whenItHasNoStoreColumn() {
    Map<String, String> config = new HashMap<>(CONFIG);
    config.put("store_column", "branch");
    StoreData whole = StoreData.ofFile("one", file, DataOptions.of(Map.copyOf(without(config))));

    SortedMap<String, Double> numbers =
        ModelEvaluation.of(version(config), requires, file).numbers(new double[parameters()]);

    assertThat(numbers.get("evaluation_rows")).isEqualTo(whole.evaluationRows());
  }

  private static Map<String, String> without(Map<String, String> config) {
    Map<String, String> less = new HashMap<>(config);
    less.remove("store_column");
    return less;
  }

  @Test
  void shouldSayWhatIsMissing_whenItCannotMeasure() {
    assertThatThrownBy(() -> ModelEvaluation.of(version(CONFIG), List.of(), file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends with .vocabulary");
    CsvFile other = CsvFile.parse("other.csv", "a,b\n1,2\n3,4\n");
    assertThatThrownBy(() -> ModelEvaluation.of(version(CONFIG), requires, other))
        .isInstanceOf(DataException.class);
  }

  private int parameters() {
    ModelSpec spec = ModelSpec.of(CONFIG);
    FeatureSpace space = spec.featureSpace(vocabulary, Moments.of(vocabulary, moments));
    return InitialParameters.of(spec, space).length;
  }

  private double[] moments() {
    double[] sums = new double[Moments.length(vocabulary)];
    for (StoreData store : stores) {
      double[] own = new StoreLearner(store).moments(vocabulary);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += own[i];
      }
    }
    return sums;
  }

  private static byte[] doubles(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  private static ModelManifest version(Map<String, String> config) {
    return ModelManifest.newBuilder(
            model("sales_forecast", Encoding.FLOAT32, new byte[4]).manifest())
        .setTrainingConfig(config)
        .build();
  }

  private static Model model(String type, Encoding encoding, byte[] bytes) {
    return Model.of(
        ModelManifest.newBuilder()
            .setModelType(type)
            .setVersion(1)
            .setRoundId("r")
            .setMethod("fedavg")
            .setEncoding(encoding)
            .setParameterCount(0)
            .setModelBytes(bytes.length)
            .setChunkBytes(1 << 17)
            .setChunkCount(1)
            .setSha256(TreeHash.hex(TreeHash.of(bytes)))
            .setCohortSize(1)
            .setTotalWeight(1)
            .setPublishedAt(Instant.EPOCH)
            .build(),
        bytes);
  }
}
