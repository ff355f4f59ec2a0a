package io.fedlog.agent;

import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.state.TensorMemory;
import io.fedlog.agent.train.LocalTensors;
import io.fedlog.agent.train.LocalUpdate;
import io.fedlog.agent.train.StoreEvaluation;
import io.fedlog.agent.train.StoreLearner;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.ControlArrays;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.ParameterLayout;
import io.fedlog.learning.model.TrainingSettings;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SelectionRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store's side of the learning on its own rows: translates rounds and versions for the learner.
 */
public final class LearnerTrainer implements StoreTrainer {

  private final String storeId;
  private final Function<Map<String, String>, StoreData> rows;
  private final AgreedSpaces spaces;
  private final BiConsumer<ModelManifest, StoreEvaluation> evaluations;
  private final TensorMemory tensors;
  private final Lineage lineage = new Lineage();
  private Map<String, String> config = Map.of();
  private @Nullable StoreLearner learner;

  /**
   * @param storeId the store
   * @param rows the store's rows as a training configuration uses them
   * @param spaces shared by the stores of a process
   * @param evaluations is told of every evaluation, rows' scores included; they stay in the process
   */
  public LearnerTrainer(
      String storeId,
      Function<Map<String, String>, StoreData> rows,
      AgreedSpaces spaces,
      BiConsumer<ModelManifest, StoreEvaluation> evaluations) {
    this(storeId, rows, spaces, evaluations, TensorMemory.ofProcess());
  }

  /**
   * The same, which remembers its own arrays over restarts.
   *
   * @param tensors where the arrays are kept that rounds leave to each store
   */
  LearnerTrainer(
      String storeId,
      Function<Map<String, String>, StoreData> rows,
      AgreedSpaces spaces,
      BiConsumer<ModelManifest, StoreEvaluation> evaluations,
      TensorMemory tensors) {
    this.storeId = storeId;
    this.rows = rows;
    this.spaces = spaces;
    this.evaluations = evaluations;
    this.tensors = tensors;
  }

  @Override
  public TrainedUpdate train(RoundInputs inputs) {
    RoundDefinition round = inputs.definition();
    StoreLearner own = learner(round.getModelType(), round.getTrainingConfig());
    if (round.getModelType().endsWith(PreparationTypes.VOCABULARY)) {
      return update(inputs, own, own.vocabularyPayload(), Map.of());
    }
    if (round.getModelType().endsWith(PreparationTypes.MOMENTS)) {
      Model vocabulary = need(inputs.requires(), PreparationTypes.VOCABULARY, round.getRoundId());
      double[] moments = own.moments(Vocabulary.parse(vocabulary.toByteArray()));
      return update(inputs, own, EncodedParameters.of(moments, round.getEncoding()), Map.of());
    }
    Model base = inputs.base();
    if (base == null) {
      throw new IllegalArgumentException(
          "round " + round.getRoundId() + " names no base, expected a version to train from");
    }
    ModelSpec spec = ModelSpec.of(config);
    AgreedSpaces.Agreed agreed = agree(own, spec, inputs.requires(), round.getRoundId());
    ClientTerms terms = terms(round);
    LocalUpdate update =
        own.train(
            agreed.space(),
            spec,
            TrainingSettings.of(config),
            terms,
            base.doubles(),
            kept(terms, base, spec.layout(agreed.space())),
            orderSeed(spec.seed(), round.getRoundNumber()));
    if (terms.keepsArrays()) {
      tensors.draft(round.getModelType(), round.getRoundId(), update.kept());
    }
    return update(
        inputs,
        own,
        EncodedParameters.of(update.parameters(), round.getEncoding()),
        update.metrics());
  }

  /** The first training loads ND4J, which stays unusable if that is interrupted. */
  @Override
  public boolean interruptible() {
    return false;
  }

  @Override
  public Optional<Evaluated> evaluate(Model model, List<Model> requires, byte @Nullable [] kept) {
    ModelManifest manifest = model.manifest();
    if (requires.isEmpty()) {
      return Optional.empty(); // an imported model that says nothing of its features
    }
    StoreLearner own = learner(manifest.getModelType(), manifest.getTrainingConfig());
    ModelSpec spec = ModelSpec.of(config);
    AgreedSpaces.Agreed agreed = agree(own, spec, requires, model.toString());
    ClientTerms terms = ClientTerms.of(config);
    ParameterLayout layout = spec.layout(agreed.space());
    double[] mixed =
        new LocalTensors(terms.layout(layout), terms).with(model.doubles(), kept(terms, manifest));
    StoreEvaluation evaluation =
        own.evaluate(agreed.space(), spec, ControlArrays.model(layout, mixed), kept);
    int held = evaluation.federated().rows();
    if (held == 0) {
      return Optional.empty();
    }
    evaluations.accept(manifest, evaluation);
    Map<String, Double> metrics = new HashMap<>();
    metrics.put("loss", evaluation.federated().loss() / held);
    metrics.put("loss_global_only", evaluation.globalOnly().loss() / held);
    evaluation.federated().metric().ifPresent(m -> metrics.put(spec.type().metric(), m));
    Double accuracy = evaluation.federated().numbers().get("accuracy");
    if (accuracy != null) {
      metrics.put("accuracy", accuracy);
    }
    byte[] localPart = own.localState();
    return Optional.of(new Evaluated(metrics, held, localPart.length == 0 ? null : localPart));
  }

  @Override
  public void persisted(RoundDefinition round) {
    tensors.keep(round.getModelType(), round.getRoundId());
  }

  @Override
  public void published(ModelManifest version) {
    lineage.add(version);
    tensors.settle(version.getModelType(), version.getRoundId());
  }

  /** What the round asks for; of how many stores a selection wants updates stands in the round. */
  private ClientTerms terms(RoundDefinition round) {
    ClientTerms terms = ClientTerms.of(config);
    SelectionRecord drawn = round.getSelection();
    return drawn == null ? terms : terms.taking(drawn.getWanted(), drawn.getCandidates());
  }

  /**
   * The store's own arrays to train with. A control variate that went with a version which the base
   * does not come from says nothing of the base's mean of them; the mean itself is then taken for
   * it, so that the stores' variates have the mean that the base says.
   */
  private Map<String, double[]> kept(ClientTerms terms, Model base, ParameterLayout model) {
    Map<String, double[]> kept = kept(terms, base.manifest());
    boolean elsewhere =
        kept.containsKey(ControlArrays.OWN)
            && !lineage.mayDescend(
                base.manifest(), tensors.settledOf(base.manifest().getModelType()));
    return elsewhere
        ? Map.of(ControlArrays.OWN, ControlArrays.controls(model, base.doubles()))
        : kept;
  }

  /** The store's own arrays that go with a version. */
  private Map<String, double[]> kept(ClientTerms terms, ModelManifest version) {
    return terms.keepsArrays()
        ? tensors.recall(version.getModelType(), version.getRoundId())
        : Map.of();
  }

  private static TrainedUpdate update(
      RoundInputs inputs, StoreLearner own, byte[] payload, Map<String, Double> metrics) {
    return new TrainedUpdate(
        payload, own.trainingRows(), metrics, inputs.fingerprints().of(own.rowsDigest()));
  }

  /** The learner for a configuration; a plan's rounds all have the same. */
  private StoreLearner learner(String modelType, Map<String, String> trainingConfig) {
    Map<String, String> wanted = new HashMap<>(trainingConfig);
    wanted.putIfAbsent("model_type", PreparationTypes.mainType(modelType));
    StoreLearner current = learner;
    if (current == null || !wanted.equals(config)) {
      current = new StoreLearner(rows.apply(wanted));
      learner = current;
      config = Map.copyOf(wanted);
    }
    return current;
  }

  private AgreedSpaces.Agreed agree(
      StoreLearner own, ModelSpec spec, List<Model> requires, String asker) {
    AgreedSpaces.Agreed agreed =
        spaces.of(
            need(requires, PreparationTypes.VOCABULARY, asker),
            need(requires, PreparationTypes.MOMENTS, asker),
            spec);
    own.agree(agreed.vocabulary());
    return agreed;
  }

  private static Model need(List<Model> models, String suffix, String asker) {
    return models.stream()
        .filter(model -> model.manifest().getModelType().endsWith(suffix))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    asker
                        + " requires "
                        + models
                        + ", expected a version of a type that ends with "
                        + suffix));
  }

  /** Other orders of rows in every round and at every store, the same after a restart. */
  private long orderSeed(long seed, int roundNumber) {
    return seed * 1_000_003 + roundNumber * 31L + storeId.hashCode();
  }
}
