package io.fedlog.standalone.operations;

import io.fedlog.runtime.scan.LogRecord;
import io.fedlog.runtime.scan.LogScan;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The versions that are on fl.global-models, without their bytes: chunks pass by and are not kept.
 *
 * @param versions manifests by model type and number
 * @param promoted pointers by model type
 */
record KnownModels(
    SortedMap<String, SortedMap<Long, ModelManifest>> versions,
    Map<String, ModelPointer> promoted) {

  static KnownModels read(LogScan scan) {
    KnownModels known = new KnownModels(new TreeMap<>(), new TreeMap<>());
    scan.read(Topics.GLOBAL_MODELS, known::take);
    return known;
  }

  private void take(LogRecord<ModelRecord> record) {
    String key = record.key();
    int slash = key == null ? -1 : key.indexOf('/');
    if (key == null || slash < 0 || key.indexOf('/', slash + 1) >= 0) {
      return; // the newest manifest once more, or a chunk
    }
    String modelType = key.substring(0, slash);
    if (record.isTombstone()) {
      forget(modelType, key.substring(slash + 1));
      return;
    }
    record.readable().ifPresent(model -> take(modelType, model.getBody()));
  }

  private void take(String modelType, Object body) {
    if (body instanceof ModelManifest manifest) {
      versions
          .computeIfAbsent(modelType, type -> new TreeMap<>())
          .put(manifest.getVersion(), manifest);
    } else if (body instanceof ModelPointer pointer) {
      promoted.put(modelType, pointer);
    }
  }

  private void forget(String modelType, String rest) {
    SortedMap<Long, ModelManifest> ofType = versions.get(modelType);
    if (ofType != null && rest.matches("[0-9]{1,18}")) {
      ofType.remove(Long.parseLong(rest));
    }
  }

  /** Manifests of a type, the oldest first. */
  List<ModelManifest> of(String modelType) {
    return List.copyOf(versions.getOrDefault(modelType, new TreeMap<>()).values());
  }

  /** The promoted version's number: the newest while nobody has promoted one; null without any. */
  @Nullable Long promotedOf(String modelType) {
    ModelPointer pointer = promoted.get(modelType);
    if (pointer != null) {
      return pointer.getVersion();
    }
    SortedMap<Long, ModelManifest> ofType = versions.getOrDefault(modelType, new TreeMap<>());
    return ofType.isEmpty() ? null : ofType.lastKey();
  }
}
