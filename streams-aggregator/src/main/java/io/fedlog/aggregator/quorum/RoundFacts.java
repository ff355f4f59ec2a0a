package io.fedlog.aggregator.quorum;

import io.fedlog.learning.round.Effect;
import io.fedlog.learning.round.RoundView;
import io.fedlog.schemas.CanonicalText;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What audit events say of rounds, by name: enough to tell later what made a version. */
final class RoundFacts {
  private static final int LONGEST = 300;

  /** An event must fit a record, whatever a definition has. */
  private static final int MOST_SETTINGS = 64;

  private RoundFacts() {}

  static Map<String, String> created(RoundDefinition definition) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("definition_sha256", CanonicalText.sha256(definition));
    facts.put("method", definition.getMethod());
    settings("method.", definition.getMethodParameters(), facts);
    settings("training.", definition.getTrainingConfig(), facts);
    facts.put("encoding", lower(definition.getEncoding()));
    facts.put("update_encoding", lower(definition.getUpdateEncoding()));
    facts.put("parameter_count", Long.toString(definition.getParameterCount()));
    facts.put("min_stores", Integer.toString(definition.getMinStores()));
    facts.put("threshold", definition.getThreshold());
    facts.put("weighting", lower(definition.getWeighting()));
    facts.put("created_by", cut(definition.getCreatedBy()));
    ModelReference base = definition.getBase();
    if (base != null) {
      facts.put("base", name(base));
      facts.put("base_version", Long.toString(base.getVersion()));
    }
    if (!definition.getRequires().isEmpty()) {
      facts.put(
          "requires",
          cut(
              definition.getRequires().stream()
                  .map(RoundFacts::name)
                  .collect(Collectors.joining(" "))));
    }
    if (definition.getPlanId() != null) {
      facts.put("plan_id", definition.getPlanId());
      facts.put("round_number", Integer.toString(definition.getRoundNumber()));
    }
    if (definition.getWindows() != null) {
      facts.put("window_updates", Integer.toString(definition.getWindows().getUpdates()));
    }
    if (definition.getSecureAggregation() != null) {
      facts.put("secure_aggregation", "true");
    }
    privacy(definition.getPrivacy(), facts);
    return facts;
  }

  private static void settings(
      String prefix, Map<String, String> settings, Map<String, String> facts) {
    new TreeMap<>(settings)
        .entrySet().stream()
            .limit(MOST_SETTINGS)
            .forEach(e -> facts.put(prefix + cut(e.getKey()), cut(e.getValue())));
    if (settings.size() > MOST_SETTINGS) {
      facts.put("left_out." + prefix, Integer.toString(settings.size() - MOST_SETTINGS));
    }
  }

  private static void privacy(@Nullable PrivacyRules privacy, Map<String, String> facts) {
    if (privacy != null) {
      facts.put("privacy_mode", lower(privacy.getMode()));
      facts.put("privacy_noise", lower(privacy.getNoise()));
      facts.put("privacy_clip_units", Long.toString(privacy.getClipUnits()));
      facts.put("privacy_noise_units", Long.toString(privacy.getNoiseUnits()));
      facts.put("privacy_delta", Double.toString(privacy.getDelta()));
    }
  }

  static Map<String, String> decided(
      Effect.Decide decide, String method, CohortRecords.@Nullable Told cohort) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("version", Long.toString(decide.version()));
    facts.put("cohort_size", Integer.toString(decide.cohortSize()));
    facts.put("log_offset", Long.toString(decide.logOffset()));
    facts.put("method", method);
    if (decide.window() != null) {
      facts.put("window", Long.toString(decide.window().number()));
      facts.put("base_version", Long.toString(decide.window().baseVersion()));
    }
    if (cohort != null) {
      facts.put("cohort_members", Integer.toString(cohort.members()));
      facts.put("cohort_pages", Integer.toString(cohort.pages()));
      facts.put("cohort_sha256", cohort.sha256());
    }
    return facts;
  }

  static Map<String, String> page(Effect.Decide decide, int page, int first) {
    return Map.of(
        "version", Long.toString(decide.version()),
        "page", Integer.toString(page),
        "first_member", Integer.toString(first));
  }

  static Map<String, String> completed(
      Effect.Complete complete, String method, @Nullable Long baseVersion) {
    RoundView round = complete.round();
    Map<String, String> facts = new TreeMap<>();
    facts.put("version", Long.toString(round.version()));
    facts.put("model_type", round.modelType());
    facts.put("model_sha256", String.valueOf(round.sha256()));
    facts.put("model_bytes", Long.toString(complete.modelBytes()));
    facts.put("method", method);
    facts.put("cohort_size", Integer.toString(round.cohortSize()));
    facts.put("total_weight", Long.toString(complete.totalWeight()));
    if (baseVersion != null) {
      facts.put("base_version", Long.toString(baseVersion));
    }
    if (complete.window() != null) {
      facts.put("window", Long.toString(complete.window().number()));
    }
    if (complete.noiseKeyId() != null) {
      facts.put("noise_key_id", complete.noiseKeyId());
    }
    String version = RoundFacts.class.getPackage().getImplementationVersion();
    if (version != null) {
      facts.put("code_version", version);
    }
    return facts;
  }

  /**
   * How a round ended.
   *
   * @param ended as it was then; null when that is not known any more
   */
  static Map<String, String> closed(@Nullable RoundView ended) {
    Map<String, String> facts = new TreeMap<>();
    if (ended != null) {
      facts.put("participating_stores", Integer.toString(ended.participating()));
      facts.put("completed_stores", Integer.toString(ended.completed()));
      facts.put("needed_stores", Integer.toString(ended.needed()));
      if (ended.reason() != null) {
        facts.put("reason", ended.reason());
      }
    }
    return facts;
  }

  private static String name(ModelReference version) {
    return version.getModelType() + "/" + version.getVersion() + "@" + version.getSha256();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 3) + "...";
  }
}
