package io.fedlog.coordinator.plans;

import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.learning.client.ClientMethod;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ClientTerms;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.ParameterLayout;
import io.fedlog.learning.plan.PlanPhase;
import io.fedlog.learning.plan.PlanRound;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a plan's configuration means for its rounds: which method, which parameters, which first
 * values. A function of the plan and of what the stores agreed on. Errors are
 * IllegalArgumentExceptions that name the configuration's key.
 */
final class ModelDesign {

  /** Sums over all rows of a store stay below this: more rows than any store has. */
  private static final double LARGEST_SUM = 1L << 32;

  private static final String AUTO = "auto";
  private static final String FEDAVG = "fedavg";
  private static final String SUM = "sum";
  private static final String WEIGHTED = "weighted";

  /** Keys that change how a model is trained, but not what its parameters mean. */
  private static final Set<String> TUNING =
      Set.of(
          "epochs",
          "batch_size",
          "learning_rate",
          "proximal",
          "mu",
          "client_method",
          "scaffold_share",
          "local_tensors",
          "seed",
          "local_part",
          "privacy_epsilon",
          "privacy_delta",
          "privacy_clip_norm",
          "privacy_noise",
          "privacy_mode",
          "aggregation_method");

  private final PlanRecord plan;
  private final ModelSpec spec;
  private final ClientTerms terms;
  private final Optional<PublicPreparation> known;
  private final double maxAbsValue;

  /**
   * @param maxAbsValue largest absolute value of a trained parameter
   */
  ModelDesign(PlanRecord plan, double maxAbsValue) {
    this.plan = plan;
    PrivatePlan.require(plan);
    MaskedPlan.require(plan);
    this.spec = ModelSpec.of(withType(plan.getTrainingConfig(), plan.getModelType()));
    this.terms =
        ClientTerms.ofRound(plan.getModelType(), plan.getTrainingConfig())
            .orElseGet(ClientTerms::plain);
    terms.method().requireAggregation(methodName(), plan.getWindows() != null);
    terms.method().requireEncoding(updates());
    this.known = PublicPreparation.of(spec, plan.getTrainingConfig());
    this.maxAbsValue = maxAbsValue;
  }

  /** Whether the coordinator knows itself what a round makes: no store is asked. */
  boolean knows(PlanRound round) {
    return round.phase() == PlanPhase.INITIAL || round.phase().preparation() && known.isPresent();
  }

  /** The agreed columns where the plan says them: sorted lines of text. */
  Optional<byte[]> publicVocabulary() {
    return known.map(PublicPreparation::vocabulary);
  }

  /** The moments that go with them: little-endian doubles. */
  Optional<byte[]> publicMoments() {
    return known.map(PublicPreparation::moments);
  }

  /** The form of the round that sums the stores' moments. */
  static UpdateForm moments(byte[] vocabulary) {
    int length = Moments.length(Vocabulary.parse(vocabulary));
    Tensor tensor = new Tensor("moments", List.of(length));
    return new UpdateForm(Encoding.FLOAT64, List.of(tensor), LARGEST_SUM, true);
  }

  /**
   * The method of the training rounds: the plan's, else what its stores' or its type's goes with.
   */
  Aggregation aggregation() {
    String method = methodName();
    return new Aggregation(
        method, plan.getMethodParameters(), weighting(method), plan.getWeightMetric());
  }

  private Weighting weighting(String method) {
    Weighting asked = plan.getWeighting();
    if (asked != null) {
      return asked;
    }
    if (plan.getWeightMetric() != null) {
      return Weighting.METRIC;
    }
    return method.equals(WEIGHTED) ? Weighting.SAMPLES : Weighting.EQUAL;
  }

  /** The form of the first version's round: exact, so that what is published is what was made. */
  UpdateForm initialForm(byte[] vocabulary, double[] moments) {
    List<Tensor> layout =
        layout(space(vocabulary, moments)).tensors().stream()
            .map(tensor -> new Tensor(tensor.name(), tensor.shape()))
            .toList();
    return new UpdateForm(encoding(), layout, largest(), true);
  }

  /** The form of a training round before its layout is known: what all layouts have in common. */
  UpdateForm smallestTrainingForm() {
    return trainingForm(encoding(), List.of(new Tensor("smallest", List.of(1))));
  }

  /** The form of a training round from a base with that layout. */
  UpdateForm trainingForm(Encoding encoding, List<Tensor> layout) {
    return new UpdateForm(encoding, layout, largest(), false, updates());
  }

  private UpdateEncoding updates() {
    if (plan.getPrivacy() != null || plan.getSecureAggregation() != null) {
      return new UpdateEncoding(UpdateEncoding.Kind.GRID, 0);
    }
    return new UpdateEncoding(
        UpdateEncoding.Kind.valueOf(plan.getUpdateEncoding().name()), plan.getTopKShare());
  }

  /** The first version's bytes, little-endian; control variates are zeros. */
  byte[] initialPayload(byte[] vocabulary, double[] moments) {
    FeatureSpace space = space(vocabulary, moments);
    double[] values = Arrays.copyOf(InitialParameters.of(spec, space), layout(space).size());
    boolean single = encoding() == Encoding.FLOAT32;
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (single ? Float.BYTES : Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (single) {
        bytes.putFloat((float) value);
      } else {
        bytes.putDouble(value);
      }
    }
    return bytes.array();
  }

  /** Whether a version trained under another configuration can be trained on under this plan's. */
  boolean continues(Map<String, String> trainedUnder) {
    try {
      return meaning(withType(trainedUnder, plan.getModelType()))
          .equals(meaning(withType(plan.getTrainingConfig(), plan.getModelType())));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The configuration with every default spelled out, less what is tuning only. Whether there are
   * control variates beside the model is none of that.
   */
  private static Map<String, String> meaning(Map<String, String> config) {
    Map<String, String> all = new TreeMap<>(config);
    all.putAll(ModelSpec.of(config).toConfig());
    all.keySet().removeAll(TUNING);
    boolean controls = ClientTerms.of(config).method() == ClientMethod.SCAFFOLD;
    all.put("control_variates", String.valueOf(controls));
    return all;
  }

  private static Map<String, String> withType(Map<String, String> config, String modelType) {
    Map<String, String> all = new TreeMap<>(config);
    all.putIfAbsent("model_type", modelType);
    return all;
  }

  private FeatureSpace space(byte[] vocabulary, double[] moments) {
    Vocabulary agreed = Vocabulary.parse(vocabulary);
    return spec.featureSpace(agreed, Moments.of(agreed, moments));
  }

  private String methodName() {
    if (!plan.getMethod().equals(AUTO)) {
      return plan.getMethod();
    }
    String needed = terms.method().aggregation();
    if (needed != null) {
      return needed;
    }
    boolean mean = plan.getPrivacy() != null && spec.type().supervised();
    return mean ? FEDAVG : spec.aggregationMethod();
  }

  private ParameterLayout layout(FeatureSpace space) {
    return terms.layout(spec.layout(space));
  }

  private double largest() {
    return spec.aggregationMethod().equals(SUM) ? LARGEST_SUM : maxAbsValue;
  }

  private Encoding encoding() {
    return Encoding.valueOf(spec.encoding().name());
  }
}
