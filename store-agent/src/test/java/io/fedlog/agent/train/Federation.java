package io.fedlog.agent.train;

import io.fedlog.agent.data.StoreData;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** A whole plan in memory: what the log would do, in plain double arithmetic. */
final class Federation {
  final List<StoreLearner> stores;
  final ModelSpec spec;
  final FeatureSpace space;
  final TrainingSettings settings;
  double[] global;

  Federation(Collection<StoreData> data, ModelSpec spec, TrainingSettings settings) {
    this.spec = spec;
    this.settings = settings;
    stores = data.stream().map(StoreLearner::new).toList();
    Vocabulary vocabulary =
        Vocabulary.union(
            stores.stream().map(s -> Vocabulary.parse(s.vocabularyPayload())).toList());
    double[] sums = new double[Moments.length(vocabulary)];
    for (StoreLearner store : stores) {
      double[] own = store.moments(vocabulary);
      IntStream.range(0, sums.length).forEach(i -> sums[i] += own[i]);
    }
    space = spec.featureSpace(vocabulary, Moments.of(vocabulary, sums));
    global = InitialParameters.of(spec, space);
  }

  void round(int number) {
    double[] base = global;
    List<LocalUpdate> updates =
        IntStream.range(0, stores.size())
            .parallel()
            .mapToObj(i -> stores.get(i).train(space, spec, settings, base, 1000L * number + i))
            .toList();
    boolean sum = spec.aggregationMethod().equals("sum");
    double[] next = new double[base.length];
    double weights = updates.stream().mapToDouble(LocalUpdate::trainingRows).sum();
    for (LocalUpdate update : updates) {
      double weight = sum ? 1 : update.trainingRows() / weights;
      IntStream.range(0, next.length).forEach(i -> next[i] += weight * update.parameters()[i]);
    }
    if (!sum) {
      IntStream.range(0, next.length).forEach(i -> next[i] = (float) next[i]);
    }
    global = next;
  }

  Comparison run(int rounds) {
    for (int number = 1; number <= rounds; number++) {
      round(number);
    }
    return Comparison.of(stores, space, spec, settings, global, rounds);
  }
}
