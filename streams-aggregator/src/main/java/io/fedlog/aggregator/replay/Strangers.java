package io.fedlog.aggregator.replay;

import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.PrivacyCharge;
import io.fedlog.schemas.RoundControl;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.schemas.RoundState;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.Topic;
import io.fedlog.schemas.Topics;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds what was published of rounds and versions that no entry of the round log makes. What may
 * follow from entries that were appended after the fold's end is passed over.
 */
final class Strangers {
  private static final Pattern CHUNK = Pattern.compile("([^/]+)/(\\d{1,18})/\\d+");
  private static final String NOTHING = "none, for it follows from nothing on the round log";

  private final LogSource log;
  private final DerivedNames names;
  private final Map<String, Stranger> found = new LinkedHashMap<>();

  /**
   * Something published that follows from nothing.
   *
   * @param roundId that it names, or its key where it names none
   * @param modelType that it names; empty when it cannot be read
   */
  record Stranger(
      String roundId, String modelType, Difference difference, Predicate<LaterEntries> excused) {}

  private Strangers(LogSource log, DerivedNames names) {
    this.log = log;
    this.names = names;
  }

  /** All of them, or with a model type those that name it. */
  static List<Stranger> of(LogSource log, FoldedLog folded, @Nullable String modelType) {
    Strangers strangers = new Strangers(log, folded.names());
    strangers.read();
    LaterEntries later = new LaterEntries(log, folded.names().ends);
    return strangers.found.values().stream()
        .filter(one -> modelType == null || one.modelType().equals(modelType))
        .filter(one -> !one.excused().test(later))
        .toList();
  }

  private void read() {
    ofRounds(Topics.ROUND_CONTROL, "an order", RoundControl::getModelType);
    ofRounds(Topics.ROUND_STATE, "a state", RoundState::getModelType);
    ofRounds(Topics.ROUND_METRICS, "counts", RoundMetrics::getModelType);
    log.read(
        Topics.PRIVACY,
        Instant.EPOCH,
        entry -> {
          found.remove(place(Topics.PRIVACY, entry));
          var record = entry.readable();
          if (record != null
              && record.getBody() instanceof PrivacyCharge charge
              && !names.roundIds.contains(charge.getRoundId())) {
            ofRound(
                Topics.PRIVACY,
                entry,
                "a privacy charge",
                charge.getRoundId(),
                charge.getModelType());
          }
        });
    log.read(Topics.GLOBAL_MODELS, Instant.EPOCH, this::model);
    log.read(
        Topics.SERVER_STATE,
        Instant.EPOCH,
        (LogEntry<ServerState> entry) -> chunk(Topics.SERVER_STATE, entry, "a server state"));
  }

  private <T extends SpecificRecord> void ofRounds(
      Topic<T> topic, String noun, Function<T, String> modelType) {
    log.read(
        topic,
        Instant.EPOCH,
        entry -> {
          String key = String.valueOf(entry.key());
          if (names.roundIds.contains(key)) {
            return;
          }
          if (entry.isTombstone()) {
            found.remove(place(topic, entry));
          } else {
            T value = entry.readable();
            ofRound(topic, entry, noun, key, value == null ? "" : modelType.apply(value));
          }
        });
  }

  private void ofRound(
      Topic<?> topic, LogEntry<?> entry, String noun, String roundId, String modelType) {
    add(topic, entry, noun, roundId, modelType, later -> later.name(roundId));
  }

  private void model(LogEntry<ModelRecord> entry) {
    String key = String.valueOf(entry.key());
    if (CHUNK.matcher(key).matches()) {
      chunk(Topics.GLOBAL_MODELS, entry, "a chunk of a version");
      return;
    }
    found.remove(place(Topics.GLOBAL_MODELS, entry));
    if (names.models.contains(key) || entry.isTombstone()) {
      return;
    }
    ModelRecord record = entry.readable();
    Object body = record == null ? null : record.getBody();
    if (body instanceof ModelManifest manifest) {
      String type = manifest.getModelType();
      long version = manifest.getVersion();
      String noun = "the manifest of version %d".formatted(version);
      add(
          Topics.GLOBAL_MODELS,
          entry,
          noun,
          manifest.getRoundId(),
          type,
          later -> later.publish(type, version));
    } else {
      String type = body instanceof ModelPointer pointer ? pointer.getModelType() : "";
      add(Topics.GLOBAL_MODELS, entry, "a record", key, type, LaterEntries::any);
    }
  }

  /** Chunks name no round; one line for all of a version. */
  private void chunk(Topic<?> topic, LogEntry<?> entry, String noun) {
    Matcher key = CHUNK.matcher(String.valueOf(entry.key()));
    if (!key.matches() || names.isDecided(key.group(1), Long.parseLong(key.group(2)))) {
      return;
    }
    String type = key.group(1);
    long version = Long.parseLong(key.group(2));
    if (entry.isTombstone()) {
      found.remove(place(topic, entry));
    } else {
      boolean newer = names.isNewer(type, version);
      add(topic, entry, noun, type + "/" + version, type, later -> newer && later.any());
    }
  }

  private void add(
      Topic<?> topic,
      LogEntry<?> entry,
      String noun,
      String roundId,
      String modelType,
      Predicate<LaterEntries> excused) {
    Difference difference =
        new Difference("%s on %s".formatted(noun, topic.name()), NOTHING, "one");
    found.put(place(topic, entry), new Stranger(roundId, modelType, difference, excused));
  }

  private static String place(Topic<?> topic, LogEntry<?> entry) {
    return topic.name() + " " + entry.key();
  }
}
