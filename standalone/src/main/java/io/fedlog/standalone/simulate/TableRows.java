package io.fedlog.standalone.simulate;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.StoreData;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ModelType;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows of a CSV file with a yes/no label, encoded as a chain's stores would agree on it. The
 * rows held out are those that the demo holds out.
 */
final class TableRows {
  private TableRows() {}

  /**
   * Reads a file.
   *
   * @param columns how they are used: {@link DataOptions}
   * @throws DataException naming file, line and column, or the flag
   */
  static LearningTask read(Path file, Map<String, String> columns) {
    Map<String, String> config = new TreeMap<>(columns);
    config.put("model_type", ModelType.CHURN_PREDICTION.wireName());
    DataOptions options = DataOptions.of(config);
    CsvFile csv = CsvFile.read(file);
    StoreData all = StoreData.ofFile(csv.name(), csv, options);
    if (all.evaluationRows() == 0) {
      throw new DataException(
          csv.name() + " has no held-out row, so nothing could be measured; give it more rows");
    }
    Vocabulary vocabulary = Vocabulary.of(all.seenColumns());
    Moments moments = Moments.of(vocabulary, all.trainingRows(), all.trainingColumns(vocabulary));
    FeatureSpace space = FeatureSpace.of(vocabulary, moments, options.target());
    return new LearningTask(
        csv.name(), rows(all, vocabulary, space, true), rows(all, vocabulary, space, false));
  }

  private static LabelledRows rows(
      StoreData data, Vocabulary vocabulary, FeatureSpace space, boolean training) {
    double[] targets = data.targets(training);
    double[] encoded = space.encode(targets.length, data.featureColumns(vocabulary, training));
    float[] features = new float[encoded.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) encoded[i];
    }
    int[] labels = new int[targets.length];
    for (int row = 0; row < labels.length; row++) {
      labels[row] = targets[row] >= 0.5 ? 1 : 0;
    }
    return new LabelledRows(space.width(), 2, features, labels);
  }
}
