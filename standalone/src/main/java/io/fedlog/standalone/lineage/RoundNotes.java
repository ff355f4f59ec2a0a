package io.fedlog.standalone.lineage;

import io.fedlog.schemas.CanonicalText;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics say of one round. Mutable while they are read. */
final class RoundNotes {
  private Map<String, String> created = Map.of();
  private @Nullable RoundDefinition definition;
  private @Nullable PrivacySpent spent;

  void created(Map<String, String> details) {
    created = new TreeMap<>(details);
  }

  void defined(RoundDefinition found) {
    definition = found;
  }

  void spent(PrivacySpent page) {
    PrivacySpent before = spent;
    spent = before == null ? page : before.plus(page.charges());
  }

  @Nullable PrivacySpent spent() {
    return spent;
  }

  boolean isDefined() {
    return definition != null;
  }

  boolean isAudited() {
    return !created.isEmpty();
  }

  @Nullable String detail(String name) {
    return created.get(name);
  }

  @Nullable String planId() {
    return definition == null ? detail("plan_id") : definition.getPlanId();
  }

  @Nullable String roundNumber() {
    return definition == null
        ? detail("round_number")
        : Integer.toString(definition.getRoundNumber());
  }

  /** The digest of the definition as the audit topic has it, else of what is on fl.rounds. */
  @Nullable String definitionSha256() {
    String audited = detail("definition_sha256");
    return audited == null && definition != null ? CanonicalText.sha256(definition) : audited;
  }

  /**
   * Why the definition on fl.rounds cannot be the one that the round was made of; null if it can.
   */
  @Nullable String contradiction() {
    String audited = detail("definition_sha256");
    if (audited == null || definition == null) {
      return null;
    }
    String found = CanonicalText.sha256(definition);
    return found.equals(audited)
        ? null
        : "the definition on fl.rounds has the digest " + found + ", the audit says " + audited;
  }

  /** What the round was made with, by name; without what is told elsewhere. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>(created);
    List.of("definition_sha256", "base", "base_version", "requires", "plan_id", "round_number")
        .forEach(settings::remove);
    if (definition != null) {
      definition.getMethodParameters().forEach((k, v) -> settings.putIfAbsent("method." + k, v));
      definition.getTrainingConfig().forEach((k, v) -> settings.putIfAbsent("training." + k, v));
      settings.putIfAbsent("method", definition.getMethod());
      settings.putIfAbsent("min_stores", Integer.toString(definition.getMinStores()));
      settings.putIfAbsent("threshold", definition.getThreshold());
      settings.putIfAbsent("created_by", definition.getCreatedBy());
    }
    return settings;
  }

  /** Further versions that the round needed, such as the agreed vocabulary. */
  List<VersionName> requires() {
    List<VersionName> names = new ArrayList<>();
    if (definition != null) {
      for (ModelReference required : definition.getRequires()) {
        names.add(new VersionName(required.getModelType(), required.getVersion()));
      }
    } else {
      for (String text : created.getOrDefault("requires", "").split(" ", -1)) {
        VersionName name = parse(text);
        if (name != null) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** The version that the round was defined to start from; null for none. */
  @Nullable VersionName base() {
    if (definition != null) {
      ModelReference base = definition.getBase();
      return base == null ? null : new VersionName(base.getModelType(), base.getVersion());
    }
    String text = detail("base");
    return text == null ? null : parse(text);
  }

  /** Reads {@code type/version@sha256}; null when it is cut off. */
  private static @Nullable VersionName parse(String text) {
    int slash = text.indexOf('/');
    int at = text.indexOf('@', slash + 1);
    if (slash < 1 || at < slash || !text.substring(slash + 1, at).matches("\\d{1,18}")) {
      return null;
    }
    return new VersionName(text.substring(0, slash), Long.parseLong(text.substring(slash + 1, at)));
  }
}
