package io.fedlog.standalone.demo;

import io.fedlog.agent.data.CsvFile;
import io.fedlog.agent.data.DataException;
import io.fedlog.agent.data.DataOptions;
import io.fedlog.agent.data.Generator;
import io.fedlog.agent.data.StoreData;
import io.fedlog.agent.data.Stores;
import io.fedlog.agent.train.StoreLearner;
import io.fedlog.learning.features.Moments;
import io.fedlog.learning.features.Vocabulary;
import io.fedlog.learning.model.ModelSpec;
import io.fedlog.learning.model.TrainingSettings;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A chain's stores and their rows, all in this process, as only a demo can have them. Immutable to
 * those who use it; thread-safe.
 */
final class Chain {

  private static final int GENERATED_STORES = 8;

  /** Noise that hides one store hides little of a mean of many. */
  private static final int GENERATED_UNDER_PRIVACY = 40;

  /** How the generated chain's columns are used; the same as {@link Generator#options}. */
  private static final Map<String, String> GENERATED =
      Map.of(
          "model_type", "sales_forecast",
          "store_column", "store",
          "target", "sales",
          "log", "price",
          "log_target", "true",
          "time_column", "date");

  private final CsvFile file;
  private final Map<String, String> config;
  private final SortedSet<String> stores;
  private final ModelSpec spec;
  private final Map<DataOptions, SortedMap<String, StoreData>> divided = new ConcurrentHashMap<>();

  private Chain(CsvFile file, Map<String, String> config, int most) {
    this.file = file;
    this.config = Collections.unmodifiableMap(new TreeMap<>(config));
    SortedSet<String> all = new TreeSet<>(rows(config).keySet());
    this.spec = ModelSpec.of(config);
    if (most > all.size()) {
      throw new DataException(
          "--stores is " + most + ", but " + file.name() + " has " + all.size() + " stores");
    }
    this.stores = most == 0 ? all : new TreeSet<>(all.stream().limit(most).toList());
  }

  /**
   * Reads the chain and looks at all of it, so that what would stop a store on the way is said at
   * once.
   *
   * @throws DataException naming file, line and column, or the flag
   * @throws IllegalArgumentException when nothing can be learned from it, or for a training flag
   */
  static Chain open(DemoSettings settings) {
    Chain chain;
    if (settings.data() == null) {
      Map<String, String> config = new TreeMap<>(GENERATED);
      boolean hiding = settings.privacy() != null;
      boolean open = !hiding && settings.masking() == null;
      config.putAll(open ? Map.of() : DemoPrivacy.OF_THE_INVENTED_CHAIN);
      config.putAll(settings.config());
      int usual = hiding ? GENERATED_UNDER_PRIVACY : GENERATED_STORES;
      int stores = settings.stores() == 0 ? usual : settings.stores();
      chain = new Chain(Generator.ofStores(stores).file(), config, 0);
    } else {
      chain = new Chain(CsvFile.read(settings.data()), settings.config(), settings.stores());
    }
    chain.check();
    return chain;
  }

  private void check() {
    var unusedSettings = TrainingSettings.of(config);
    Collection<StoreData> rows = data();
    List<StoreLearner> learners = rows.stream().map(StoreLearner::new).toList();
    Vocabulary agreed =
        Vocabulary.union(
            learners.stream().map(one -> Vocabulary.parse(one.vocabularyPayload())).toList());
    double[] sums = new double[Moments.length(agreed)];
    for (StoreLearner learner : learners) {
      double[] own = learner.moments(agreed);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += own[i];
      }
    }
    var unusedSpace = spec.featureSpace(agreed, Moments.of(agreed, sums));
    for (StoreData store : rows) {
      double[] unusedTargets = store.targets(false);
      var unusedColumns = store.featureColumns(agreed, false);
    }
    if (heldOutRows() == 0) {
      throw new DataException(
          file.name() + " has no held-out row, so nothing could be compared; give it more rows");
    }
  }

  /** The file's name. */
  String name() {
    return file.name();
  }

  /** What a plan hands to the stores' trainers. */
  Map<String, String> config() {
    return config;
  }

  ModelSpec spec() {
    return spec;
  }

  DataOptions options() {
    return DataOptions.of(config);
  }

  /** The stores that take part, by name. */
  SortedSet<String> stores() {
    return Collections.unmodifiableSortedSet(stores);
  }

  /** Their rows, in the stores' order. */
  List<StoreData> data() {
    SortedMap<String, StoreData> rows = rows(config);
    return stores.stream().map(rows::get).toList();
  }

  /** One store's rows as a training configuration uses them; it may be an earlier demo's. */
  StoreData data(String store, Map<String, String> trainingConfig) {
    StoreData rows = rows(trainingConfig).get(store);
    if (rows == null) {
      throw new DataException(file.name() + " has no store \"" + store + "\" under that division");
    }
    return rows;
  }

  int trainingRows() {
    return data().stream().mapToInt(StoreData::trainingRows).sum();
  }

  int heldOutRows() {
    return data().stream().mapToInt(StoreData::evaluationRows).sum();
  }

  private SortedMap<String, StoreData> rows(Map<String, String> trainingConfig) {
    return divided.computeIfAbsent(
        DataOptions.of(trainingConfig), options -> Stores.divide(file, options));
  }
}
