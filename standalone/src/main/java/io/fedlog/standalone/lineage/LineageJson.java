package io.fedlog.standalone.lineage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a lineage for programs; docs/lineage.md has every member. */
final class LineageJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private LineageJson() {}

  static String of(ModelLineage lineage) {
    Map<String, @Nullable Object> all = name(lineage.of());
    all.put("whole", lineage.isWhole());
    all.put("cut_at", lineage.cut().stream().map(LineageJson::name).toList());
    all.put("versions", lineage.versions().stream().map(LineageJson::version).toList());
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("names and numbers can be written as JSON", e);
    }
  }

  private static Map<String, @Nullable Object> name(VersionName name) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("model_type", name.modelType());
    object.put("version", name.version());
    return object;
  }

  private static Map<String, @Nullable Object> version(MadeVersion made) {
    VersionNotes notes = made.notes();
    Map<String, @Nullable Object> object = name(made.name());
    object.put("generation", made.generation());
    object.put("promoted", made.promoted());
    object.put("model_sha256", notes.sha256());
    object.put("model_bytes", notes.bytes());
    object.put("made_at", notes.madeAt() == null ? null : String.valueOf(notes.madeAt()));
    object.put("base", made.base() == null ? null : name(made.base()));
    object.put("requires", made.requires().stream().map(LineageJson::name).toList());
    object.put("aggregator_code_version", notes.aggregatorVersion());
    object.put("round", round(made));
    object.put("privacy", privacy(made.round().spent()));
    object.put("cohort_size", notes.cohortSize());
    object.put("cohort_sha256", notes.cohortSha256());
    object.put("total_weight", notes.totalWeight());
    object.put("stores_with_fingerprint", notes.withFingerprint());
    object.put("store_code_versions", new TreeMap<>(notes.codeVersions()));
    object.put("stores", stores(notes.updates()));
    object.put("stores_left_out", notes.members() - notes.updates().size());
    object.put("missing", made.missing());
    object.put("contradictions", made.contradictions());
    return object;
  }

  private static Map<String, @Nullable Object> round(MadeVersion made) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("round_id", made.notes().roundId());
    object.put("plan_id", made.round().planId());
    object.put("round_number", VersionNotes.number(made.round().roundNumber()));
    object.put("window", made.notes().window());
    object.put("method", made.notes().method());
    object.put("definition_sha256", made.round().definitionSha256());
    object.put("settings", made.round().settings());
    return object;
  }

  private static @Nullable Map<String, @Nullable Object> privacy(@Nullable PrivacySpent spent) {
    if (spent == null) {
      return null;
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("mode", spent.mode());
    object.put("noise", spent.noise());
    object.put("clip_norm", spent.clipNorm());
    object.put("noise_scale", spent.noiseScale());
    object.put("epsilon", spent.epsilon());
    object.put("delta", spent.delta());
    object.put("charges", spent.charges());
    return object;
  }

  private static List<Map<String, @Nullable Object>> stores(List<StoreUpdate> updates) {
    List<Map<String, @Nullable Object>> stores = new ArrayList<>();
    for (StoreUpdate update : updates) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      object.put("store_id", update.storeId());
      object.put("attempt_id", update.attemptId());
      object.put("update_sha256", update.updateSha256());
      object.put("weight", update.weight());
      object.put("base_version", update.baseVersion() == 0 ? null : update.baseVersion());
      object.put("dataset_fingerprint", update.fingerprint());
      object.put("code_version", update.codeVersion());
      stores.add(object);
    }
    return stores;
  }
}
