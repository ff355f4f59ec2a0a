package io.fedlog.coordinator;

import io.fedlog.coordinator.identity.IdentitySettings;
import io.fedlog.coordinator.rest.HttpSettings;
import io.fedlog.coordinator.rounds.RoundDefaults;
import io.fedlog.coordinator.rounds.RoundLimits;
import io.fedlog.runtime.HealthSettings;
import io.fedlog.runtime.InstallationSettings;
import io.fedlog.runtime.KafkaSettings;
import io.fedlog.runtime.LogSettings;
import io.fedlog.runtime.SchemaRegistrySettings;
import io.fedlog.runtime.Setting;
import io.fedlog.runtime.Settings;
import io.fedlog.runtime.trust.Signatures;
import io.fedlog.schemas.PlanRecord;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's settings.
 *
 * @param signatures whether stores must sign
 * @param signingKeyFile the coordinators' own key, made if it is not there; null: they do not sign
 * @param auditKeyFile the key that signs heads of the audit log, made if it is not there; null:
 *     they are not signed
 * @param partitions P of the installation
 * @param limits what any round may have
 * @param maxAbsValue largest absolute value of a trained parameter
 * @param defaults what rounds and plans have that do not say otherwise
 * @param retention how long a round that is over keeps its updates
 * @param evaluationWait how long the stores have to evaluate a version before its plan goes on
 * @param identity whose tokens count
 */
public record CoordinatorConfig(
    KafkaSettings kafka,
    SchemaRegistrySettings registry,
    HealthSettings health,
    HttpSettings http,
    LogSettings log,
    Signatures signatures,
    @Nullable Path signingKeyFile,
    @Nullable Path auditKeyFile,
    int partitions,
    RoundLimits limits,
    double maxAbsValue,
    RoundDefaults defaults,
    Duration retention,
    Duration evaluationWait,
    IdentitySettings identity) {

  public static final Setting<Path> SIGNING_KEY_FILE =
      Setting.path(
          "FL_SIGNING_KEY_FILE",
          "the key that coordinators sign their own uploads with, an Ed25519 key in PEM; made if it"
              + " is not there, shared by all coordinators of an installation");

  public static final Setting<Path> AUDIT_KEY_FILE =
      Setting.path(
          "FL_AUDIT_KEY_FILE",
          "the key that the coordinator signs heads of the audit log with, an Ed25519 key in PEM;"
              + " made if it is not there, shared by all coordinators; without it,"
              + " FL_SIGNING_KEY_FILE");

  static final Setting<Integer> CHUNK_BYTES =
      Setting.integer(
              "FL_CHUNK_BYTES", "bytes of one chunk of an update: 65536, 131072, 262144 or 524288")
          .withDefault("524288");

  static final Setting<Integer> MAX_COHORT =
      Setting.integer(
              "FL_MAX_COHORT",
              "most updates in one round that every store may join, or whose stores are drawn")
          .that("of at least 1", n -> n >= 1)
          .withDefault("100000");

  static final Setting<Long> MAX_SAMPLES =
      Setting.longInteger(
              "FL_MAX_SAMPLES",
              "largest weight of one update when updates weigh by their training samples, and rows"
                  + " that a store's figures count for at most")
          .that("of at least 1", n -> n >= 1)
          .withDefault("16777216");

  static final Setting<BigDecimal> MAX_ABS_VALUE =
      Setting.decimal(
              "FL_MAX_ABS_VALUE",
              "largest absolute value of a trained parameter; larger ones are refused as"
                  + " out_of_range")
          .that("above 0", n -> n.signum() > 0)
          .withDefault("1024");

  static final Setting<Duration> ROUND_RETENTION =
      Setting.duration(
              "FL_ROUND_RETENTION",
              "how long a round that is over keeps its updates, and with them its base version")
          .that("of 0 or more", time -> !time.isNegative())
          .withDefault("7d");

  static final Setting<Duration> EVALUATION_WAIT =
      Setting.duration(
              "FL_EVALUATION_WAIT",
              "how long the stores have to evaluate a version before a patient plan goes on")
          .that("of 0 or more", time -> !time.isNegative())
          .withDefault("60s");

  /** Reads the settings; every failure names the variable, the value and what was expected. */
  public static CoordinatorConfig fromEnv(Map<String, String> environment) {
    return from(Settings.fromEnv(environment));
  }

  /** Reads the settings. */
  public static CoordinatorConfig from(Settings settings) {
    return new CoordinatorConfig(
        KafkaSettings.from(settings),
        SchemaRegistrySettings.from(settings),
        HealthSettings.from(settings),
        HttpSettings.from(settings),
        LogSettings.from(settings),
        settings.get(InstallationSettings.SIGNATURES),
        settings.find(SIGNING_KEY_FILE).orElse(null),
        settings.find(AUDIT_KEY_FILE).or(() -> settings.find(SIGNING_KEY_FILE)).orElse(null),
        settings.get(InstallationSettings.PARTITIONS),
        new RoundLimits(
            settings.get(CHUNK_BYTES),
            settings.get(MAX_COHORT),
            settings.get(MAX_SAMPLES),
            settings.get(InstallationSettings.SIGNATURES) == Signatures.REQUIRED),
        settings.get(MAX_ABS_VALUE).doubleValue(),
        RoundDefaults.from(settings),
        settings.get(ROUND_RETENTION),
        settings.get(EVALUATION_WAIT),
        IdentitySettings.from(settings));
  }

  /** Every setting the coordinator reads. */
  public static List<Setting<?>> settings() {
    List<Setting<?>> all = new ArrayList<>();
    all.add(Settings.CONFIG_FILE);
    all.addAll(KafkaSettings.SETTINGS);
    all.addAll(SchemaRegistrySettings.SETTINGS);
    all.addAll(HealthSettings.SETTINGS);
    all.addAll(HttpSettings.SETTINGS);
    all.addAll(LogSettings.SETTINGS);
    all.addAll(RoundDefaults.SETTINGS);
    all.addAll(
        List.of(
            InstallationSettings.PARTITIONS,
            InstallationSettings.SIGNATURES,
            SIGNING_KEY_FILE,
            AUDIT_KEY_FILE,
            CHUNK_BYTES,
            MAX_COHORT,
            MAX_SAMPLES,
            MAX_ABS_VALUE,
            ROUND_RETENTION,
            EVALUATION_WAIT));
    all.addAll(IdentitySettings.SETTINGS);
    return List.copyOf(all);
  }

  /**
   * A plan that has this installation's defaults: who takes part, when a round aggregates, how long
   * it waits. The caller says how many rounds, what is trained, when and by whom it was created.
   */
  public PlanRecord.Builder newPlan(String planId, String modelType) {
    return PlanRecord.newBuilder()
        .setPlanId(planId)
        .setModelType(modelType)
        .setMinStores(defaults.minStores())
        .setThreshold(defaults.threshold().toPlainString())
        .setJoinWindowMs(defaults.joinWindow().toMillis())
        .setDeadlineMs(defaults.deadline().toMillis());
  }
}
