package io.fedlog.standalone.lineage;

import io.fedlog.schemas.CanonicalText;
import io.fedlog.schemas.CohortMember;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the topics say of one version. Mutable while they are read. */
final class VersionNotes {
  final VersionName name;
  private @Nullable String roundId;
  private @Nullable Instant completedAt;
  private Map<String, String> completed = Map.of();
  private Map<String, String> decided = Map.of();
  private @Nullable ModelManifest manifest;
  private final List<StoreUpdate> updates = new ArrayList<>();
  private final Map<String, Integer> codeVersions = new TreeMap<>();
  private final MessageDigest digest = CanonicalText.newDigest();
  private int members;
  private int withFingerprint;

  VersionNotes(VersionName name) {
    this.name = name;
  }

  void decided(String round, Map<String, String> details) {
    roundId = round;
    decided = new TreeMap<>(details);
  }

  void completed(String round, Map<String, String> details, Instant at) {
    roundId = round;
    completed = new TreeMap<>(details);
    completedAt = at;
  }

  void published(ModelManifest found) {
    manifest = found;
    if (roundId == null) {
      roundId = found.getRoundId();
    }
  }

  /** One more update of the cohort; of which so many are kept. */
  void member(CohortMember member, int most) {
    StoreUpdate update = StoreUpdate.of(member);
    digest.update((CanonicalText.of(member) + "\n").getBytes(StandardCharsets.UTF_8));
    members++;
    if (update.fingerprint() != null) {
      withFingerprint++;
    }
    String code = update.codeVersion() == null ? "unknown" : update.codeVersion();
    codeVersions.merge(codeVersions.size() < 50 ? code : "others", 1, Integer::sum);
    if (updates.size() < most) {
      updates.add(update);
    }
  }

  @Nullable String roundId() {
    return roundId;
  }

  boolean isMade() {
    return manifest != null || !completed.isEmpty();
  }

  boolean hasManifest() {
    return manifest != null;
  }

  boolean isAudited() {
    return !completed.isEmpty();
  }

  List<StoreUpdate> updates() {
    return List.copyOf(updates);
  }

  Map<String, Integer> codeVersions() {
    return Map.copyOf(codeVersions);
  }

  int members() {
    return members;
  }

  int withFingerprint() {
    return withFingerprint;
  }

  @Nullable Instant madeAt() {
    return manifest == null ? completedAt : manifest.getPublishedAt();
  }

  @Nullable String sha256() {
    return manifest == null ? completed.get("model_sha256") : manifest.getSha256();
  }

  @Nullable Long bytes() {
    return manifest == null
        ? number(completed.get("model_bytes"))
        : Long.valueOf(manifest.getModelBytes());
  }

  @Nullable String method() {
    return manifest == null ? completed.get("method") : manifest.getMethod();
  }

  @Nullable Long cohortSize() {
    return manifest == null
        ? number(completed.get("cohort_size"))
        : Long.valueOf(manifest.getCohortSize());
  }

  @Nullable Long totalWeight() {
    return manifest == null
        ? number(completed.get("total_weight"))
        : Long.valueOf(manifest.getTotalWeight());
  }

  @Nullable Long window() {
    return number(completed.getOrDefault("window", decided.get("window")));
  }

  @Nullable String cohortSha256() {
    return decided.get("cohort_sha256");
  }

  @Nullable String aggregatorVersion() {
    return completed.get("code_version");
  }

  /** The version that it was made from; null when it was made from none, or that is not known. */
  @Nullable VersionName base(RoundNotes round) {
    Long version =
        manifest == null ? number(completed.get("base_version")) : manifest.getBaseVersion();
    if (version == null) {
      return round.base();
    }
    VersionName defined = round.base();
    // a round may start from another type's version; a window's base is of the round's own
    boolean elsewhere = defined != null && defined.version() == version && window() == null;
    return elsewhere ? defined : VersionName.of(name.modelType(), version);
  }

  Set<VersionName> requires(RoundNotes round) {
    Set<VersionName> all = new LinkedHashSet<>(round.requires());
    if (manifest != null) {
      for (ModelReference needed : manifest.getRequires()) {
        all.add(new VersionName(needed.getModelType(), needed.getVersion()));
      }
    }
    return all;
  }

  /** Why manifest and audit cannot both be true; null if they can. */
  @Nullable String contradiction() {
    String audited = completed.get("model_sha256");
    return manifest == null || audited == null || audited.equals(manifest.getSha256())
        ? null
        : "the manifest says the model is " + manifest.getSha256() + ", the audit says " + audited;
  }

  /** Why the pages of the cohort cannot be those that were decided on; null if they can. */
  @Nullable String cohortContradiction() {
    String stated = cohortSha256();
    if (stated == null || members == 0) {
      return null;
    }
    String found = HexFormat.of().formatHex(copyOf(digest).digest());
    return found.equals(stated)
        ? null
        : "the %d updates named on fl.audit have the digest %s, the decision says %s"
            .formatted(members, found, stated);
  }

  private static MessageDigest copyOf(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK's SHA-256 can be copied", e);
    }
  }

  static @Nullable Long number(@Nullable String text) {
    return text == null || !text.matches("\\d{1,18}") ? null : Long.valueOf(text);
  }
}
