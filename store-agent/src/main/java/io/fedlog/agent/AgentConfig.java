package io.fedlog.agent;

import io.fedlog.agent.command.TrainerSettings;
import io.fedlog.agent.enrol.EnrolmentSettings;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.runtime.HealthSettings;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.SchemaRegistrySettings;
import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one agent process.
 *
 * @param storeId the one store that is hosted; null to host several
 * @param data the CSV file; with a trainer of one's own whatever it reads, or null
 * @param storeColumns columns that divide the file into stores; empty: it belongs to one store
 * @param stores those to host; empty: all that the file holds
 * @param stateDir where local state is kept
 * @param threads threads that train for all stores together
 * @param modelTypes those the stores take part in; empty for all
 * @param dataOptions how columns are used, over what the rounds say
 * @param heartbeat how often each store gives a sign of life
 * @param trainer the command that trains; null: the built-in trainers do
 * @param ownPrivacy what the stores demand of rounds by themselves
 * @param enrolment where the store's key is enrolled; null: that is done in another way
 */
public record AgentConfig(
    KafkaSettings kafka,
    SchemaRegistrySettings registry,
    HealthSettings health,
    LogSettings log,
    @Nullable String storeId,
    @Nullable Path data,
    List<String> storeColumns,
    List<String> stores,
    Path stateDir,
    int threads,
    List<String> modelTypes,
    Map<String, String> dataOptions,
    Duration heartbeat,
    @Nullable TrainerSettings trainer,
    OwnPrivacy ownPrivacy,
    @Nullable EnrolmentSettings enrolment) {

  static final Setting<String> STORE_ID =
      Setting.text("FL_STORE_ID", "the store that this agent speaks for; not with FL_STORES");

  static final Setting<Path> DATA =
      Setting.path(
          "FL_DATA",
          "the stores' rows: a CSV file, which may be gzipped; with FL_TRAINER_COMMAND whatever the"
              + " command reads, or nothing");

  static final Setting<List<String>> STORE_COLUMN =
      Setting.list(
          "FL_STORE_COLUMN",
          "columns that name a row's store; without it the whole file belongs to FL_STORE_ID");

  static final Setting<List<String>> STORES =
      Setting.list(
          "FL_STORES",
          "with FL_STORE_COLUMN or FL_TRAINER_COMMAND, the stores that this agent hosts; all in the"
              + " file when neither it nor FL_STORE_ID is set");

  static final Setting<Path> STATE_DIR =
      Setting.path("FL_STATE_DIR", "where local state is kept; one directory a process")
          .withDefault(".fedlog/agent");

  static final Setting<Integer> THREADS =
      Setting.integer(
              "FL_AGENT_THREADS", "threads that train, evaluate and upload for all stores together")
          .that("of at least 1", n -> n >= 1)
          .withDefault("2");

  static final Setting<List<String>> MODEL_TYPES =
      Setting.list(
          "FL_MODEL_TYPES", "the model types that the stores take part in; all without it");

  static final Setting<List<String>> DATA_OPTIONS =
      Setting.list(
              "FL_DATA_OPTIONS",
              "how columns of this file are used, over what the rounds say: key=value items, the"
                  + " columns of a list separated by ;, such as drop=Id;Name,train_rows=60")
          .that(
              "of the form key=value",
              items -> items.stream().allMatch(item -> item.indexOf('=') > 0));

  static final Setting<Duration> HEARTBEAT =
      Setting.duration("FL_HEARTBEAT_INTERVAL", "how often each store gives a sign of life")
          .that("above 0", time -> !time.isNegative() && !time.isZero())
          .withDefault("10s");

  static final Setting<BigDecimal> PRIVACY_EPSILON =
      Setting.decimal(
              "FL_PRIVACY_EPSILON",
              "the most that each store spends of its privacy on all model types together, in"
                  + " rounds where the stores add the noise; without it there is no limit but the"
                  + " model type's budget")
          .that("above 0", n -> n.signum() > 0);

  static final Setting<BigDecimal> PRIVACY_DELTA =
      Setting.decimal("FL_PRIVACY_DELTA", "the delta at which FL_PRIVACY_EPSILON is meant")
          .that("from 0 to below 1", n -> n.signum() >= 0 && n.compareTo(BigDecimal.ONE) < 0)
          .withDefault("0.00001");

  static final Setting<WeakestPrivacy> PRIVACY_MODE =
      Setting.oneOf(
              "FL_PRIVACY_MODE",
              WeakestPrivacy.class,
              "the weakest privacy mode, in this order, that the stores take part under; with any"
                  + " but the first they answer no preparation and tell no figures")
          .withDefault("none");

  public AgentConfig {
    storeColumns = List.copyOf(storeColumns);
    stores = List.copyOf(stores);
    modelTypes = List.copyOf(modelTypes);
    dataOptions = Map.copyOf(dataOptions);
    if (storeId != null && !stores.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is \"%s\" and %s is %s; set one of them."
              .formatted(STORE_ID, storeId, STORES, stores));
    }
    if (storeId == null && storeColumns.isEmpty() && stores.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is not set; expected the store that this agent speaks for, or %s to host the stores of"
                  .formatted(STORE_ID, STORE_COLUMN)
              + " a file.");
    }
    if (enrolment != null && storeId == null && stores.size() != 1) {
      throw new IllegalArgumentException(
          "FL_ENROLMENT_CODE_FILE is set but %s is not; a code is for one store: give each store a process of its own to enrol it."
              .formatted(STORE_ID));
    }
  }

  /** Reads the settings; every failure names the variable, the value and what was expected. */
  public static AgentConfig fromEnv(Map<String, String> environment) {
    return from(Settings.fromEnv(environment));
  }

  /** The settings of an agent whose trainers are made elsewhere: it may do without a file. */
  public static AgentConfig forOwnTrainer(Map<String, String> environment) {
    return from(Settings.fromEnv(environment), true);
  }

  /** Reads the settings. */
  public static AgentConfig from(Settings settings) {
    return from(settings, settings.find(TrainerSettings.COMMAND).isPresent());
  }

  private static AgentConfig from(Settings settings, boolean ownTrainer) {
    List<String> stores = settings.find(STORES).orElse(List.of());
    boolean divided = settings.find(STORE_COLUMN).isPresent();
    if (!stores.isEmpty() && !divided && !ownTrainer) {
      throw new IllegalArgumentException(
          "%s is %s but %s is not set; expected the columns that name a row's store, or %s for a file"
                  .formatted(STORES, stores, STORE_COLUMN, STORE_ID)
              + " of one store.");
    }
    boolean named = settings.find(STORE_ID).isPresent() || !stores.isEmpty();
    // Built-in trainers learn from the file; without names of stores it is asked for them.
    boolean fileNeeded = !ownTrainer || (!named && divided);
    return new AgentConfig(
        KafkaSettings.from(settings),
        SchemaRegistrySettings.from(settings),
        HealthSettings.from(settings),
        LogSettings.from(settings),
        settings.find(STORE_ID).orElse(null),
        fileNeeded ? settings.get(DATA) : settings.find(DATA).orElse(null),
        settings.find(STORE_COLUMN).orElse(List.of()),
        stores,
        settings.get(STATE_DIR),
        settings.get(THREADS),
        settings.find(MODEL_TYPES).orElse(List.of()),
        options(settings.find(DATA_OPTIONS).orElse(List.of())),
        settings.get(HEARTBEAT),
        TrainerSettings.from(settings).orElse(null),
        ownPrivacy(settings),
        EnrolmentSettings.from(settings).orElse(null));
  }

  /** Every setting an agent reads. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    all.add(Settings.CONFIG_FILE);
    all.addAll(KafkaSettings.SETTINGS);
    all.addAll(SchemaRegistrySettings.SETTINGS);
    all.addAll(HealthSettings.SETTINGS);
    all.addAll(LogSettings.SETTINGS);
    all.addAll(
        List.of(
            STORE_ID,
            DATA,
            STORE_COLUMN,
            STORES,
            STATE_DIR,
            THREADS,
            MODEL_TYPES,
            DATA_OPTIONS,
            HEARTBEAT,
            PRIVACY_MODE,
            PRIVACY_EPSILON,
            PRIVACY_DELTA));
    all.addAll(TrainerSettings.SETTINGS);
    all.addAll(EnrolmentSettings.SETTINGS);
    return List.copyOf(all);
  }

  private static OwnPrivacy ownPrivacy(Settings settings) {
    double delta = settings.get(PRIVACY_DELTA).doubleValue();
    PrivacyBudget most =
        settings
            .find(PRIVACY_EPSILON)
            .map(epsilon -> new PrivacyBudget(epsilon.doubleValue(), delta))
            .orElse(null);
    return new OwnPrivacy(settings.get(PRIVACY_MODE), most);
  }

  private static Map<String, String> options(List<String> items) {
    Map<String, String> options = new HashMap<>();
    for (String item : items) {
      int equals = item.indexOf('=');
      options.put(
          item.substring(0, equals).strip(), item.substring(equals + 1).strip().replace(';', ','));
    }
    return options;
  }
}
