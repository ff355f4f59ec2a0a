package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.agent.data.Generator;
import io.fedlog.agent.state.Durability;
import io.fedlog.agent.state.OwnTensors;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.features.FeatureSpace;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.model.InitialParameters;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.upload.UpdateShape;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SelectionRecord;
import io.fedlog.schemas.SelectionRules;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A plan's rounds with real learners and real methods; the test only carries bytes between them.
 */
class LearnerTrainerTest {

  private static final Map<String, String> CONFIG =
      Map.of(
          "model_type",
          "sales_forecast",
          "target",
          "sales",
          "log",
          "price",
          "log_target",
          "true",
          "form",
          "linear");

  private static final Map<String, String> SCAFFOLD =
      Map.of(
          "model_type",
          "sales_forecast",
          "target",
          "sales",
          "log",
          "price",
          "log_target",
          "true",
          "form",
          "linear",
          "client_method",
          "scaffold",
          "learning_rate",
          "0.1");

  private static final String GLOBAL = "loss_global_only";

  @TempDir private Path folder;

  private final List<LearnerTrainer> stores = new ArrayList<>();
  private final List<Double> seen = new ArrayList<>();

  @BeforeEach
  void readRows() throws Exception {
    Path file = Files.writeString(folder.resolve("chain.csv"), new Generator(4, 60, 3).csv());
    LocalRows rows = LocalRows.divided(file, List.of("store"), Map.of());
    AgreedSpaces spaces = new AgreedSpaces();
    assertThat(rows.stores()).hasSize(4);
    for (String store : rows.stores()) {
      stores.add(
          new LearnerTrainer(
              store,
              config -> rows.data(store, config),
              spaces,
              (manifest, evaluation) -> seen.add(evaluation.federated().loss())));
    }
  }

  @Test
  void shouldLearnAPlansModel_whenMethodsCarryTheUpdates() {
    Model vocabulary =
        aggregate(
            round("sales_forecast.vocabulary", "union", Encoding.TEXT, 65_536, List.of()),
            1,
            null,
            List.of());
    Vocabulary words = Vocabulary.parse(vocabulary.toByteArray());
    int numbers = Moments.length(words);
    Model moments =
        aggregate(
            round(
                "sales_forecast.moments",
                "sum",
                Encoding.FLOAT64,
                numbers * 8,
                List.of(vocabulary)),
            1,
            null,
            List.of(vocabulary));
    ModelSpec spec = ModelSpec.of(CONFIG);
    FeatureSpace space = spec.featureSpace(words, Moments.of(words, moments.doubles()));
    double[] initial = InitialParameters.of(spec, space);
    List<Model> requires = List.of(vocabulary, moments);
    Model model = model("sales_forecast", 1, Encoding.FLOAT32, floats(initial), requires);
    double before = evaluate(model, requires);

    for (int version = 2; version <= 6; version++) {
      RoundDefinition round =
          round("sales_forecast", "weighted", Encoding.FLOAT32, initial.length * 4, requires);
      model = aggregate(round, version, model, requires);
    }

    assertThat(evaluate(model, requires)).isLessThan(before / 2);
    assertThat(seen).hasSize(16);
  }

  @Test
  void shouldKeepItsOwnArrays_whenTheRoundLeavesThemToTheStores() {
    Map<String, String> config = new HashMap<>(CONFIG);
    config.put("local_tensors", "weights");
    config.put("mu", "0.05");
    List<Model> requires = prepared();
    double[] initial = initial(requires);
    Model model = model("sales_forecast", 1, Encoding.FLOAT32, floats(initial), requires);
    RoundDefinition round =
        RoundDefinition.newBuilder(
                round("sales_forecast", "weighted", Encoding.FLOAT32, initial.length * 4, requires))
            .setRoundId("p-0002")
            .setTrainingConfig(config)
            .build();
    RoundDefinition next = RoundDefinition.newBuilder(round).setRoundId("p-0003").build();
    LearnerTrainer store = stores.get(0);

    byte[] first = store.train(new RoundInputs(round, model, requires)).payload();
    byte[] again = store.train(new RoundInputs(round, model, requires)).payload();
    store.persisted(round);
    byte[] afterFailure = store.train(new RoundInputs(next, model, requires)).payload();
    ModelManifest manifest =
        ModelManifest.newBuilder(model.manifest())
            .setVersion(2)
            .setRoundId("p-0002")
            .setTrainingConfig(config)
            .build();
    Model version = Model.of(manifest, model.toByteArray());
    byte[] second = store.train(new RoundInputs(next, version, requires)).payload();

    // Linear: weights [p] first, then the intercept alone is the stores' common part.
    int intercept = first.length - 4;
    assertThat(Arrays.copyOf(first, intercept))
        .isEqualTo(Arrays.copyOf(model.toByteArray(), intercept));
    assertThat(Arrays.copyOfRange(first, intercept, first.length))
        .isNotEqualTo(Arrays.copyOfRange(model.toByteArray(), intercept, first.length));
    assertThat(again).as("trained again after a crash").isEqualTo(first);
    assertThat(afterFailure).as("the round before made no version").isEqualTo(first);
    assertThat(second).as("trained on from its own weights").isNotEqualTo(first);
    double alone = store.evaluate(model, requires, null).orElseThrow().metrics().get(GLOBAL);
    assertThat(store.evaluate(version, requires, null).orElseThrow().metrics().get(GLOBAL))
        .as("measured with its own weights")
        .isLessThan(alone);
  }

  /**
   * A store whose agent is killed and started again trains the same, as long as nothing came of it.
   */
  @Test
  void shouldKeepItsControlVariate_onceAVersionIsMadeOfIt() {
    List<Model> requires = prepared();
    double[] initial = initial(requires);
    Model model = scaffold(1, "p-0001", null, controls(initial, 0.01), requires);
    byte[] version = model.toByteArray();
    RoundDefinition round = scaffoldRound("p-0002", model, requires);
    RoundDefinition next = scaffoldRound("p-0003", model, requires);

    byte[] first = restarted().train(new RoundInputs(round, model, requires)).payload();
    LearnerTrainer store = restarted();
    byte[] again = store.train(new RoundInputs(round, model, requires)).payload();
    store.persisted(round);
    restarted().persisted(round); // told again before the upload is
    byte[] afterFailure = restarted().train(new RoundInputs(next, model, requires)).payload();
    Model made = scaffold(2, "p-0002", 1L, controls(initial, 0.01), requires);
    byte[] second = restarted().train(new RoundInputs(next, made, requires)).payload();

    assertThat(first).hasSize(version.length).isNotEqualTo(version);
    assertThat(again).as("killed after training").isEqualTo(first);
    assertThat(afterFailure).as("the round before made no version").isEqualTo(first);
    assertThat(second).as("corrected by its own variate").isNotEqualTo(first);
    assertThat(restarted().evaluate(made, requires, null).orElseThrow().metrics().get(GLOBAL))
        .as("measured without control variates")
        .isEqualTo(
            stores
                .get(0)
                .evaluate(
                    model("sales_forecast", 1, Encoding.FLOAT32, floats(initial), requires),
                    requires,
                    null)
                .orElseThrow()
                .metrics()
                .get(GLOBAL));
  }

  /** The store is not asked for in the round after, whose version is there before it measures. */
  @Test
  void shouldCountItsControlVariateOnce_whenItsVersionWasOvertaken() {
    List<Model> requires = prepared();
    double[] initial = initial(requires);
    Model first = scaffold(1, "p-0001", null, controls(initial, 0), requires);
    Model second = scaffold(2, "p-0002", 1L, controls(initial, 0.01), requires);
    Model third = scaffold(3, "p-0003", 2L, controls(initial, 0.01), requires);
    RoundDefinition round = scaffoldRound("p-0002", first, requires);
    RoundDefinition last = scaffoldRound("p-0004", third, requires);
    LearnerTrainer measured = stores.get(0);
    byte[] without = measured.train(new RoundInputs(last, third, requires)).payload();
    measured.train(new RoundInputs(round, first, requires));
    measured.persisted(round);
    assertThat(measured.evaluate(second, requires, null)).isPresent();

    LearnerTrainer overtaken = restarted();
    overtaken.train(new RoundInputs(round, first, requires));
    overtaken.persisted(round);
    overtaken = restarted(); // and is told of all there is
    overtaken.published(first.manifest());
    overtaken.published(second.manifest());
    overtaken.published(third.manifest());

    assertThat(overtaken.train(new RoundInputs(last, third, requires)).payload())
        .isEqualTo(measured.train(new RoundInputs(last, third, requires)).payload())
        .isNotEqualTo(without);
  }

  /**
   * With c_i = c nothing is corrected, and the upload is c + (c_i' - c): as from zeros. The same
   * holds for every store, so that c is the mean of the c_i again.
   */
  @Test
  void shouldTakeTheMeanForItsOwn_whenTheBaseDoesNotComeFromItsVersion() {
    List<Model> requires = prepared();
    double[] initial = initial(requires);
    Model first = scaffold(1, "p-0001", null, controls(initial, 0.01), requires);
    Model second = scaffold(2, "p-0002", 1L, controls(initial, 0.02), requires);
    Model cold = scaffold(3, "q-0000", null, controls(initial, 0), requires);
    Model fork = scaffold(4, "p-0004", 1L, controls(initial, 0.01), requires);
    RoundDefinition round = scaffoldRound("p-0002", first, requires);
    RoundDefinition next = scaffoldRound("p-0003", first, requires);
    float[] fromZeros =
        floats(stores.get(0).train(new RoundInputs(next, cold, requires)).payload());
    LearnerTrainer store = restarted();
    store.train(new RoundInputs(round, first, requires));
    store.persisted(round);
    for (Model version : List.of(first, second, cold, fork)) {
      store.published(version.manifest());
    }

    for (Model base : List.of(first, cold, fork)) {
      float[] upload = floats(store.train(new RoundInputs(next, base, requires)).payload());
      assertThat(upload).as(base.toString()).containsExactly(fromZeros, within(1e-6f));
    }
    assertThat(floats(store.train(new RoundInputs(next, second, requires)).payload())[0])
        .as("of its own version")
        .isNotCloseTo(fromZeros[0], within(1e-6f));
  }

  /** Two of eight: half of the difference that it would be of four. */
  @Test
  void shouldUploadTheShareThatTheRoundWants_whenStoresWereDrawn() {
    List<Model> requires = prepared();
    double[] initial = initial(requires);
    Model base = scaffold(1, "p-0001", null, controls(initial, 0), requires);
    RoundDefinition all = scaffoldRound("p-0002", base, requires);
    SelectionRules rules = SelectionRules.newBuilder().setFraction("0.1").build();
    RoundDefinition drawn =
        RoundDefinition.newBuilder(all)
            .setSelection(new SelectionRecord(rules, 8, 8, 2, 8))
            .build();

    float[] whole = floats(stores.get(0).train(new RoundInputs(all, base, requires)).payload());
    float[] shared = floats(stores.get(0).train(new RoundInputs(drawn, base, requires)).payload());

    int size = initial.length;
    for (int i = 0; i < size; i++) {
      assertThat(shared[i]).isEqualTo(whole[i]);
      assertThat(shared[size + i]).isEqualTo(whole[size + i] / 4);
    }
  }

  private static double[] controls(double[] initial, double value) {
    double[] values = Arrays.copyOf(initial, 2 * initial.length);
    Arrays.fill(values, initial.length, values.length, value);
    return values;
  }

  private static Model scaffold(
      long number, String madeBy, @Nullable Long base, double[] values, List<Model> requires) {
    Model model = model("sales_forecast", number, Encoding.FLOAT32, floats(values), requires);
    return Model.of(
        ModelManifest.newBuilder(model.manifest())
            .setRoundId(madeBy)
            .setBaseVersion(base)
            .setTrainingConfig(SCAFFOLD)
            .build(),
        model.toByteArray());
  }

  private static RoundDefinition scaffoldRound(String id, Model base, List<Model> requires) {
    return training(id, base.toByteArray().length, SCAFFOLD, requires);
  }

  private static float[] floats(byte[] payload) {
    float[] values = new float[payload.length / Float.BYTES];
    ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** The first store's, which knows only what is in its files. */
  private LearnerTrainer restarted() {
    Path file = folder.resolve("chain.csv");
    LocalRows rows = LocalRows.divided(file, List.of("store"), Map.of());
    String store = rows.stores().iterator().next();
    return new LearnerTrainer(
        store,
        config -> rows.data(store, config),
        new AgreedSpaces(),
        (manifest, evaluation) -> {},
        new OwnTensors(folder, store, Durability.PROCESS_KILLED));
  }

  /** What the stores agree on: vocabulary and moments. */
  private List<Model> prepared() {
    Model vocabulary =
        aggregate(
            round("sales_forecast.vocabulary", "union", Encoding.TEXT, 65_536, List.of()),
            1,
            null,
            List.of());
    Vocabulary words = Vocabulary.parse(vocabulary.toByteArray());
    Model moments =
        aggregate(
            round(
                "sales_forecast.moments",
                "sum",
                Encoding.FLOAT64,
                Moments.length(words) * 8,
                List.of(vocabulary)),
            1,
            null,
            List.of(vocabulary));
    return List.of(vocabulary, moments);
  }

  private static double[] initial(List<Model> requires) {
    ModelSpec spec = ModelSpec.of(CONFIG);
    Vocabulary words = Vocabulary.parse(requires.get(0).toByteArray());
    Moments moments = Moments.of(words, requires.get(1).doubles());
    return InitialParameters.of(spec, spec.featureSpace(words, moments));
  }

  private static RoundDefinition training(
      String id, int bytes, Map<String, String> config, List<Model> requires) {
    return RoundDefinition.newBuilder(
            round("sales_forecast", "fedavg", Encoding.FLOAT32, bytes, requires))
        .setRoundId(id)
        .setTrainingConfig(config)
        .build();
  }

  private double evaluate(Model model, List<Model> requires) {
    double loss = 0;
    for (LearnerTrainer store : stores) {
      Evaluated figures = store.evaluate(model, requires, null).orElseThrow();
      Evaluated again = store.evaluate(model, requires, figures.localPart()).orElseThrow();
      assertThat(again.metrics()).isEqualTo(figures.metrics());
      assertThat(again.localPart()).isEqualTo(figures.localPart());
      assertThat(figures.metrics()).containsKeys("loss", "loss_global_only", "rmse");
      assertThat(figures.localPart()).isNotNull();
      loss += figures.metrics().get("loss_global_only") * figures.samples();
    }
    return loss;
  }

  /** Every store trains; the round's own method makes the version. */
  private Model aggregate(
      RoundDefinition round, long version, @Nullable Model base, List<Model> requires) {
    UpdateShape shape = UpdateShape.of(round);
    ChunkAggregate sum = Methods.streamed(round.getMethod()).newAggregate(shape.terms(0));
    long total = 0;
    for (LearnerTrainer store : stores) {
      TrainedUpdate update = store.train(new RoundInputs(round, base, requires));
      long weight = UpdateWeight.of(round, update);
      assertThat(sum.fault(ByteBuffer.wrap(update.payload()), weight)).isNull();
      sum.add(ByteBuffer.wrap(update.payload()), weight);
      total += weight;
    }
    byte[] bytes = sum.finalise(new FinaliseTerms(total, stores.size(), null, null));
    return model(round.getModelType(), version, round.getEncoding(), bytes, requires);
  }

  private static RoundDefinition round(
      String type, String method, Encoding encoding, int bytes, List<Model> requires) {
    boolean weighs = method.equals("weighted");
    return Rounds.builder("p-0001", 1)
        .setModelType(type)
        .setMethod(method)
        .setEncoding(encoding)
        .setWeighting(weighs ? Weighting.SAMPLES : Weighting.EQUAL)
        .setUpdateBytes(bytes)
        .setChunkCount(1)
        .setGrid(new Grid(20, 4096.0, 0, weighs ? 1000L : 1L, 100, weighs ? 1 : 2))
        .setTrainingConfig(CONFIG)
        .setRequires(requires.stream().map(Model::reference).toList())
        .build();
  }

  private static Model model(
      String type, long version, Encoding encoding, byte[] bytes, List<Model> requires) {
    List<ModelReference> references = requires.stream().map(Model::reference).toList();
    return Model.of(
        ModelManifest.newBuilder()
            .setModelType(type)
            .setVersion(version)
            .setRoundId("p-0001")
            .setMethod("weighted")
            .setEncoding(encoding)
            .setParameterCount(0)
            .setModelBytes(bytes.length)
            .setChunkBytes(Rounds.CHUNK_BYTES)
            .setChunkCount(1)
            .setSha256(TreeHash.hex(TreeHash.of(bytes)))
            .setCohortSize(4)
            .setTotalWeight(4)
            .setTrainingConfig(CONFIG)
            .setRequires(references)
            .setPublishedAt(Instant.EPOCH)
            .build(),
        bytes);
  }

  private static byte[] floats(double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }
}
