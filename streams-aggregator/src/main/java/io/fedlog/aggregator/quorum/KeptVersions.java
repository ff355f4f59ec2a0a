package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which trained versions of a model stay on fl.global-models: the newest {@code keep}, the promoted
 * one, those that rounds not yet retired start from, and those that open windows may rest on.
 * Others are forgotten by tombstones. Preparations (versions made without a base) are small, are
 * needed by what was trained on them, and stay.
 */
final class KeptVersions {
  private static final String VERSION = "version/";

  private final QuorumStores stores;
  private final Emitter emitter;
  private final int keep;
  private final Function<String, Set<Long>> windowBases;
  private final Map<String, Integer> pins = new HashMap<>();

  private final Map<String, Long> promoted = new HashMap<>();

  /**
   * Forgets what nobody needs.
   *
   * @param windowBases versions of a model type that open windows may rest on
   */
  KeptVersions(
      QuorumStores stores, Emitter emitter, int keep, Function<String, Set<Long>> windowBases) {
    this.stores = stores;
    this.emitter = emitter;
    this.keep = keep;
    this.windowBases = windowBases;
  }

  void pin(RoundDefinition definition) {
    if (definition.getBase() != null) {
      pins.merge(
          Keys.version(definition.getBase().getModelType(), definition.getBase().getVersion()),
          1,
          Integer::sum);
    }
  }

  void unpin(RoundDefinition definition) {
    if (definition.getBase() != null) {
      pins.computeIfPresent(
          Keys.version(definition.getBase().getModelType(), definition.getBase().getVersion()),
          (version, n) -> n > 1 ? n - 1 : null);
    }
  }

  void promoted(String modelType, long version) {
    promoted.put(modelType, version);
  }

  /**
   * A version is there; older ones may go.
   *
   * @param withState whether a server state lies beside its chunks
   */
  void published(ModelManifest manifest, boolean withState) {
    if (manifest.getBaseVersion() == null) {
      return;
    }
    stores.keepRecord(
        name(manifest.getModelType(), manifest.getVersion()),
        ByteBuffer.allocate(Integer.BYTES + 1)
            .putInt(manifest.getChunkCount())
            .put((byte) (withState ? 1 : 0))
            .array());
    prune(manifest.getModelType(), manifest.getVersion());
  }

  private void prune(String modelType, long newest) {
    Set<Long> bases = windowBases.apply(modelType);
    for (Map.Entry<String, byte[]> kept : stores.recordsUnder(VERSION + modelType + "/")) {
      long version = Long.parseLong(kept.getKey().substring(kept.getKey().lastIndexOf('/') + 1));
      String key = Keys.version(modelType, version);
      if (version > newest - keep
          || bases.contains(version)
          || pins.containsKey(key)
          || promoted.getOrDefault(modelType, 0L) == version) {
        continue;
      }
      ByteBuffer row = ByteBuffer.wrap(kept.getValue());
      int chunks = row.getInt();
      boolean withState = row.hasRemaining() && row.get() != 0;
      for (int chunk = 0; chunk < chunks; chunk++) {
        emitter.forgetModel(Keys.modelChunk(modelType, version, chunk));
        if (withState) {
          emitter.forgetServerState(Keys.modelChunk(modelType, version, chunk));
        }
      }
      emitter.forgetModel(key);
      stores.forgetRecord(kept.getKey());
    }
  }

  private static String name(String modelType, long version) {
    return VERSION + modelType + "/" + version;
  }
}
