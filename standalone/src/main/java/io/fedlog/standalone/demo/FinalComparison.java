package io.fedlog.standalone.demo;

import io.fedlog.agent.train.Comparison;
import io.fedlog.agent.train.StoreLearner;
import io.fedlog.coordinator.client.CoordinatorClient;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ControlArrays;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the version that lies on the log, read back from there, with its rivals. */
final class FinalComparison {

  private static final Duration READ_WITHIN = Duration.ofMinutes(2);

  private final Chain chain;
  private final CoordinatorClient client;

  FinalComparison(Chain chain, CoordinatorClient client) {
    this.chain = chain;
    this.client = client;
  }

  /**
   * Compares.
   *
   * @param version of the chain's model type
   * @param rounds how many rounds it was trained, for a fair rival
   */
  Comparison of(long version, int rounds) throws InterruptedException {
    ModelSpec spec = chain.spec();
    Model model = client.exportModel(spec.type().wireName(), version, READ_WITHIN);
    Vocabulary vocabulary = Vocabulary.parse(required(model, ".vocabulary").toByteArray());
    Moments moments = Moments.of(vocabulary, required(model, ".moments").doubles());
    FeatureSpace space = spec.featureSpace(vocabulary, moments);
    List<StoreLearner> learners = chain.data().stream().map(StoreLearner::new).toList();
    learners.forEach(learner -> learner.agree(vocabulary));
    double[] parameters = ControlArrays.model(spec.layout(space), model.doubles());
    return Comparison.of(learners, space, spec, rivals(chain.config()), parameters, rounds);
  }

  /** How rivals train: by their own optimisers, for which the rate of plain steps is none. */
  private static TrainingSettings rivals(Map<String, String> config) {
    Map<String, String> own = new HashMap<>(config);
    if (ClientTerms.of(config).method().plainSteps()) {
      own.remove("learning_rate");
    }
    return TrainingSettings.of(own);
  }

  private Model required(Model model, String suffix) throws InterruptedException {
    for (ModelReference reference : model.manifest().getRequires()) {
      if (reference.getModelType().endsWith(suffix)) {
        return client.exportModel(reference.getModelType(), reference.getVersion(), READ_WITHIN);
      }
    }
    throw new IllegalStateException(
        model + " requires " + model.manifest().getRequires() + ", expected one " + suffix);
  }
}
