package io.fedlog.standalone.lineage;

import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.CanonicalText;
import io.fedlog.schemas.CohortMember;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A history of rounds as their records: what the services would have left on the topics. */
final class FedHistory {
  final List<AuditEvent> events = new ArrayList<>();
  final List<ModelManifest> manifests = new ArrayList<>();
  final List<RoundDefinition> definitions = new ArrayList<>();
  final List<PrivacyCharge> charges = new ArrayList<>();
  private @Nullable ModelPointer promoted;

  /** A vocabulary, moments, and a chain of versions of which each is made of the one before. */
  static FedHistory chain(int versions, int stores) {
    FedHistory history = new FedHistory();
    history.version("sales.vocabulary", 1, null, List.of(), "plan-0-v", "union", stores);
    history.version(
        "sales.moments",
        1,
        null,
        List.of(reference("sales.vocabulary", 1)),
        "plan-0-m",
        "fedavg",
        stores);
    List<ModelReference> needed =
        List.of(reference("sales.vocabulary", 1), reference("sales.moments", 1));
    for (int v = 1; v <= versions; v++) {
      ModelReference base = v == 1 ? null : reference("sales", v - 1);
      history.version("sales", v, base, needed, "plan-" + v, "fedavg", v == 1 ? 1 : stores);
    }
    return history;
  }

  void version(
      String type,
      long version,
      @Nullable ModelReference base,
      List<ModelReference> requires,
      String roundId,
      String method,
      int stores) {
    RoundDefinition definition = definition(type, base, requires, roundId, method);
    definitions.add(definition);
    Map<String, String> created = new TreeMap<>();
    created.put("definition_sha256", CanonicalText.sha256(definition));
    created.put("method", method);
    created.put("training.epochs", "2");
    if (base != null) {
      created.put("base", name(base));
      created.put("base_version", Long.toString(base.getVersion()));
    }
    if (!requires.isEmpty()) {
      created.put("requires", String.join(" ", requires.stream().map(FedHistory::name).toList()));
    }
    event("round_created", type, roundId, created, List.of(), version);
    List<CohortMember> members =
        IntStream.range(0, stores)
            .mapToObj(
                i ->
                    new CohortMember(
                        "store-" + i,
                        1000L * version + i,
                        ByteBuffer.wrap(new byte[32]),
                        10L + i,
                        base == null ? 0L : base.getVersion(),
                        "f".repeat(60) + String.format(Locale.ROOT, "%04x", i % 9999),
                        "0.1.0"))
            .toList();
    String number = Long.toString(version);
    event("round_cohort", type, roundId, Map.of("version", number), members, version);
    MessageDigest digest = CanonicalText.newDigest();
    members.forEach(
        member ->
            digest.update((CanonicalText.of(member) + "\n").getBytes(StandardCharsets.UTF_8)));
    event(
        "round_decided",
        type,
        roundId,
        Map.of("version", number, "cohort_sha256", HexFormat.of().formatHex(digest.digest())),
        List.of(),
        version);
    Map<String, String> completed = new TreeMap<>();
    completed.put("version", number);
    completed.put("model_sha256", sha(type, version));
    completed.put("model_bytes", "4096");
    completed.put("method", method);
    completed.put("cohort_size", Integer.toString(stores));
    completed.put("code_version", "0.1.0");
    if (base != null) {
      completed.put("base_version", Long.toString(base.getVersion()));
    }
    event("round_completed", type, roundId, completed, List.of(), version);
    manifests.add(manifest(definition, type, version, stores));
  }

  void promote(String type, long version) {
    promoted = new ModelPointer(type, version, at(version), "ann");
  }

  void charge(String type, long version, String roundId, int stores) {
    charges.add(
        new PrivacyCharge(
            type,
            roundId,
            version,
            0,
            1,
            PrivacyMode.CENTRAL,
            Noise.GAUSSIAN,
            1.0,
            2.0,
            0L,
            0L,
            125_000_000_000L,
            1.25,
            1e-5,
            IntStream.range(0, stores).mapToObj(i -> "store-" + i).toList(),
            at(version)));
  }

  LineageNotes notes(int mostStores) {
    LineageNotes notes = new LineageNotes();
    events.forEach(notes::event);
    manifests.forEach(manifest -> notes.model(new ModelRecord(manifest)));
    if (promoted != null) {
      notes.model(new ModelRecord(promoted));
    }
    definitions.forEach(definition -> notes.round(new RoundRecord(definition)));
    charges.forEach(charge -> notes.privacy(new PrivacyRecord(charge)));
    Set<VersionName> all = new HashSet<>();
    events.forEach(
        event -> {
          String version = event.getDetails().get("version");
          if (version != null) {
            all.add(new VersionName(String.valueOf(event.getModelType()), Long.parseLong(version)));
          }
        });
    events.forEach(event -> notes.cohort(event, all, mostStores));
    return notes;
  }

  static String sha(String type, long version) {
    return String.format(Locale.ROOT, "%064x", Math.abs(type.hashCode()) * 1000L + version);
  }

  private void event(
      String event,
      String type,
      String roundId,
      Map<String, String> details,
      List<CohortMember> cohort,
      long version) {
    events.add(
        AuditEvent.newBuilder()
            .setEvent(event)
            .setRoundId(roundId)
            .setModelType(type)
            .setSubject("streams-aggregator")
            .setResult("ok")
            .setDetails(details)
            .setAt(at(version))
            .setCohort(cohort)
            .build());
  }

  private static Instant at(long version) {
    return Instant.parse("2026-11-20T08:00:00Z").plusSeconds(60 * version);
  }

  static ModelReference reference(String type, long version) {
    return new ModelReference(type, version, sha(type, version));
  }

  private static String name(ModelReference version) {
    return version.getModelType() + "/" + version.getVersion() + "@" + version.getSha256();
  }

  private static ModelManifest manifest(
      RoundDefinition definition, String type, long version, int stores) {
    return ModelManifest.newBuilder()
        .setModelType(type)
        .setVersion(version)
        .setRoundId(definition.getRoundId())
        .setBaseVersion(definition.getBase() == null ? null : definition.getBase().getVersion())
        .setMethod(definition.getMethod())
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1024)
        .setModelBytes(4096)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setSha256(sha(type, version))
        .setCohortSize(stores)
        .setTotalWeight(10L * stores)
        .setRequires(definition.getRequires())
        .setPublishedAt(at(version))
        .build();
  }

  private static RoundDefinition definition(
      String type,
      @Nullable ModelReference base,
      List<ModelReference> requires,
      String roundId,
      String method) {
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType(type)
        .setBase(base)
        .setRequires(requires)
        .setPlanId("plan")
        .setMethod(method)
        .setTrainingConfig(Map.of("epochs", "2"))
        .setEncoding(Encoding.FLOAT32)
        .setParameterCount(1024)
        .setUpdateBytes(4096)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setGrid(new Grid(24, 1024.0, 0, 1L, 200, 1))
        .setUpdatesTopic("fl.updates." + roundId)
        .setMinStores(1)
        .setThreshold("1.0")
        .setJoinWindowMs(1000)
        .setDeadlineMs(1000)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("ann")
        .build();
  }
}
