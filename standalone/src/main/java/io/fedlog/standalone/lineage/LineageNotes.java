package io.fedlog.standalone.lineage;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.AuditEvent;
import io.fedlog.schemas.CohortMember;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.PrivacyRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.RoundRecord;
import io.fedlog.schemas.Topics;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the topics say of rounds and versions, put together by round and version. Who made each
 * version is noted in a second reading, for the versions that are asked for. Mutable; for one
 * thread.
 */
final class LineageNotes {
  private static final String WRITER = "streams-aggregator";
  private static final Pattern CHUNK = Pattern.compile("[^/]*/[^/]*/[^/]*");

  private final Map<VersionName, VersionNotes> versions = new HashMap<>();
  private final Map<String, RoundNotes> rounds = new HashMap<>();
  private final Map<String, Long> promoted = new HashMap<>();
  private long unreadable;

  /** Reads all but the cohorts. */
  void read(LogScan scan) {
    scan.read(Topics.AUDIT, record -> with(record, this::event));
    scan.read(
        Topics.GLOBAL_MODELS,
        record -> {
          String key = record.key();
          if (key != null && !CHUNK.matcher(key).matches()) {
            with(record, this::model);
          }
        });
    scan.read(Topics.ROUNDS, record -> with(record, this::round));
    scan.newest(Topics.PRIVACY).values().forEach(record -> with(record, this::privacy));
  }

  /** Reads who is in these versions. */
  void readCohorts(LogScan scan, Set<VersionName> wanted, int most) {
    scan.read(Topics.AUDIT, record -> with(record, event -> cohort(event, wanted, most)));
  }

  private <T extends SpecificRecord> void with(LogRecord<T> record, Consumer<T> visitor) {
    if (record.isTombstone()) {
      return;
    }
    Optional<T> value = record.readable();
    value.ifPresent(visitor);
    unreadable += value.isPresent() ? 0 : 1;
  }

  void event(AuditEvent event) {
    String roundId = event.getRoundId();
    String modelType = event.getModelType();
    Map<String, String> details = event.getDetails();
    VersionName name = name(modelType, details.get("version"));
    if (!event.getSubject().equals(WRITER)) {
      return;
    }
    switch (event.getEvent()) {
      case "round_created" -> {
        if (roundId != null) {
          notes(roundId).created(details);
        }
      }
      case "round_decided" -> {
        if (roundId != null && name != null) {
          notes(name).decided(roundId, details);
        }
      }
      case "round_completed" -> {
        if (roundId != null && name != null) {
          notes(name).completed(roundId, details, event.getAt());
        }
      }
      case "version_promoted" -> {
        if (name != null) {
          promoted.put(name.modelType(), name.version());
        }
      }
      default -> {}
    }
  }

  void cohort(AuditEvent event, Set<VersionName> wanted, int most) {
    VersionName name = name(event.getModelType(), event.getDetails().get("version"));
    if (name != null
        && wanted.contains(name)
        && event.getEvent().equals("round_cohort")
        && event.getSubject().equals(WRITER)) {
      for (CohortMember member : event.getCohort()) {
        notes(name).member(member, most);
      }
    }
  }

  void model(ModelRecord record) {
    if (record.getBody() instanceof ModelManifest manifest) {
      notes(new VersionName(manifest.getModelType(), manifest.getVersion())).published(manifest);
    } else if (record.getBody() instanceof ModelPointer pointer) {
      promoted.put(pointer.getModelType(), pointer.getVersion());
    }
  }

  void round(RoundRecord record) {
    if (record.getBody() instanceof RoundDefinition definition) {
      notes(definition.getRoundId()).defined(definition);
    }
  }

  void privacy(PrivacyRecord record) {
    if (record.getBody() instanceof PrivacyCharge charge) {
      notes(charge.getRoundId())
          .spent(
              new PrivacySpent(
                  charge.getMode().name().toLowerCase(Locale.ROOT),
                  charge.getNoise().name().toLowerCase(Locale.ROOT),
                  charge.getClipNorm(),
                  charge.getNoiseScale(),
                  charge.getEpsilon(),
                  charge.getDelta(),
                  charge.getStoreIds().size()));
    }
  }

  /** Records that could not be read. */
  long unreadable() {
    return unreadable;
  }

  /** The newest version of a model type that was made; null for none. */
  @Nullable VersionName newest(String modelType) {
    return versions.values().stream()
        .filter(notes -> notes.name.modelType().equals(modelType) && notes.isMade())
        .map(notes -> notes.name)
        .max((a, b) -> Long.compare(a.version(), b.version()))
        .orElse(null);
  }

  /** What is known of a version; null for nothing. */
  @Nullable VersionNotes version(VersionName name) {
    VersionNotes found = versions.get(name);
    return found == null || !found.isMade() ? null : found;
  }

  RoundNotes round(@Nullable String roundId) {
    RoundNotes found = roundId == null ? null : rounds.get(roundId);
    return found == null ? new RoundNotes() : found;
  }

  boolean isPromoted(VersionName name) {
    return promoted.getOrDefault(name.modelType(), 0L) == name.version();
  }

  private VersionNotes notes(VersionName name) {
    return versions.computeIfAbsent(name, VersionNotes::new);
  }

  private RoundNotes notes(String roundId) {
    return rounds.computeIfAbsent(roundId, id -> new RoundNotes());
  }

  private static @Nullable VersionName name(@Nullable String modelType, @Nullable String version) {
    return modelType == null || version == null || !version.matches("\\d{1,18}")
        ? null
        : VersionName.of(modelType, Long.valueOf(version));
  }
}
