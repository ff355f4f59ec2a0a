package io.fedlog.aggregator.replay;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What lies on fl.global-models and fl.server-state of some versions, bytes as their hashes. */
final class PublishedModels {
  private final Set<String> versions;
  private final Map<String, Written<ModelManifest>> manifests = new HashMap<>();
  private final Map<String, Written<ModelPointer>> pointers = new HashMap<>();
  private final Map<String, Chunk> chunks = new HashMap<>();
  private final Map<String, byte[]> states = new HashMap<>();

  /**
   * A chunk as it lies there.
   *
   * @param root of the bytes, worked out here
   * @param digest that the record says they have
   * @param stateDigest that it says the state beside it has; null for none
   */
  record Chunk(byte[] root, byte[] digest, byte @Nullable [] stateDigest, int bytes) {}

  private PublishedModels(Set<String> versions) {
    this.versions = versions;
  }

  /** Reads what there is of the versions that rounds made. */
  static PublishedModels of(LogSource log, Iterable<Findings> rounds, Instant since) {
    Set<String> versions = new TreeSet<>();
    for (Findings findings : rounds) {
      findings
          .round()
          .manifests
          .values()
          .forEach(m -> versions.add(Keys.version(m.getModelType(), m.getVersion())));
      if (findings.round().newest != null) {
        versions.add(findings.round().modelType());
      }
      if (findings.round().promoted != null) {
        versions.add(Keys.promoted(findings.round().modelType()));
      }
    }
    PublishedModels models = new PublishedModels(versions);
    if (!versions.isEmpty()) {
      log.read(Topics.GLOBAL_MODELS, since, models::model);
      log.read(Topics.SERVER_STATE, since, models::state);
    }
    return models;
  }

  private void model(LogEntry<ModelRecord> entry) {
    String key = String.valueOf(entry.key());
    if (!isWanted(key)) {
      return;
    }
    Written<ModelRecord> written = entry.written();
    Object body = written == null ? null : written.value().getBody();
    if (written == null) {
      manifests.remove(key);
      pointers.remove(key);
      chunks.remove(key);
    } else if (body instanceof ModelManifest manifest) {
      manifests.put(
          key, new Written<>(manifest, StateComparison.bodyOf(written.schema(), manifest)));
    } else if (body instanceof ModelPointer pointer) {
      pointers.put(key, new Written<>(pointer, StateComparison.bodyOf(written.schema(), pointer)));
    } else if (body instanceof ModelChunk chunk) {
      chunks.put(
          key,
          new Chunk(
              TreeHash.of(chunk.getPayload()),
              bytes(chunk.getDigest()),
              chunk.getStateDigest() == null ? null : bytes(chunk.getStateDigest()),
              chunk.getPayload().remaining()));
    }
  }

  private void state(LogEntry<ServerState> entry) {
    String key = String.valueOf(entry.key());
    if (!isWanted(key)) {
      return;
    }
    ServerState state = entry.readable();
    if (state == null) {
      states.remove(key);
    } else {
      states.put(key, TreeHash.of(state.getState()));
    }
  }

  /** Whether a key is of one of the versions, or one of those that name a version. */
  private boolean isWanted(String key) {
    int first = key.indexOf('/');
    int second = key.indexOf('/', first + 1);
    return versions.contains(second < 0 ? key : key.substring(0, second));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  @Nullable Written<ModelManifest> manifest(String modelType, long version) {
    return manifests.get(Keys.version(modelType, version));
  }

  /** What lies under the model type's own key: the newest manifest. */
  @Nullable Written<ModelManifest> newest(String modelType) {
    return manifests.get(modelType);
  }

  /** What says which version is promoted. */
  @Nullable Written<ModelPointer> promoted(String modelType) {
    return pointers.get(Keys.promoted(modelType));
  }

  @Nullable Chunk chunk(String modelType, long version, int chunk) {
    return chunks.get(Keys.modelChunk(modelType, version, chunk));
  }

  /** Hash of the server state beside a chunk; null for none. */
  byte @Nullable [] state(String modelType, long version, int chunk) {
    return states.get(Keys.modelChunk(modelType, version, chunk));
  }

  /** Whether nothing is left of a version: it was forgotten when newer ones came. */
  boolean isForgotten(String modelType, long version, int chunkCount) {
    if (manifest(modelType, version) != null) {
      return false;
    }
    for (int chunk = 0; chunk < chunkCount; chunk++) {
      if (chunk(modelType, version, chunk) != null) {
        return false;
      }
    }
    return true;
  }
}
