package io.fedlog.runtime.models;

import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelPointer;
import io.fedlog.schemas.ModelReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions seen on the log, whatever the order in which their records came. Knows no Kafka.
 * Holds the bytes of the newest {@value #NEWEST_HELD} versions of each type and of those asked for;
 * of all others it keeps where their chunks lie. Thread-safe; answers are completed outside of its
 * lock.
 */
final class ModelShelf {

  static final int NEWEST_HELD = 2;

  private static final Logger LOG = LoggerFactory.getLogger(ModelShelf.class);

  /** What a key names; chunk is -1 for a manifest, -2 for the pointer. */
  private record Slot(String modelType, long version, int chunk) {}

  private static final int MANIFEST = -1;
  private static final int POINTER = -2;

  private final BiPredicate<String, Long> interest;
  private final Map<String, TreeMap<Long, ShelvedVersion>> types = new HashMap<>();
  private final Map<String, ModelPointer> pointers = new HashMap<>();
  private final Map<String, Slot> slots = new HashMap<>();
  private final ForgottenVersions forgotten = new ForgottenVersions();

  ModelShelf(BiPredicate<String, Long> interest) {
    this.interest = interest;
  }

  /** Returns whether the manifest is of a version not described before. */
  boolean put(ModelManifest manifest) {
    String type = manifest.getModelType();
    Runnable answers;
    boolean news;
    synchronized (this) {
      ShelvedVersion version = version(type, manifest.getVersion());
      slots.put(
          Keys.version(type, manifest.getVersion()),
          new Slot(type, manifest.getVersion(), MANIFEST));
      forgotten.restored(type, manifest.getVersion());
      news = version.describe(manifest);
      answers = answer(type, version);
    }
    answers.run();
    return news;
  }

  synchronized void put(ModelPointer pointer) {
    slots.put(
        Keys.promoted(pointer.getModelType()),
        new Slot(pointer.getModelType(), pointer.getVersion(), POINTER));
    pointers.put(pointer.getModelType(), pointer);
  }

  void put(ModelChunk chunk, Position position) {
    String type = chunk.getModelType();
    CheckedChunk checked = CheckedChunk.of(chunk, position);
    Runnable answers;
    synchronized (this) {
      ShelvedVersion version = version(type, chunk.getVersion());
      slots.put(
          Keys.modelChunk(type, chunk.getVersion(), chunk.getChunkIndex()),
          new Slot(type, chunk.getVersion(), chunk.getChunkIndex()));
      version.locate(chunk.getChunkIndex(), position);
      if (version.requested() || worthHolding(type, chunk.getVersion())) {
        // A damaged chunk is held too: the whole then fails its check, and those who wait are told.
        version.hold(chunk.getChunkIndex(), checked.payload(), checked.root());
      }
      answers = answer(type, version);
    }
    answers.run();
  }

  /** A record of this key was deleted. Who waits for a version without a manifest is told. */
  void remove(String key) {
    removed(key).run();
  }

  private synchronized Runnable removed(String key) {
    forgotten.deleted(key);
    Slot slot = slots.remove(key);
    if (slot == null) {
      return () -> {};
    }
    if (slot.chunk() == POINTER) {
      pointers.remove(slot.modelType());
    }
    TreeMap<Long, ShelvedVersion> versions = types.getOrDefault(slot.modelType(), new TreeMap<>());
    ShelvedVersion version = versions.get(slot.version());
    if (version == null) {
      return () -> {};
    }
    List<ShelvedVersion.Request> inVain = List.of();
    if (slot.chunk() == MANIFEST) {
      version.forgetManifest();
      version.letGo();
      inVain = version.takeRequests();
    } else if (slot.chunk() >= 0) {
      version.forgetChunk(slot.chunk());
    }
    if (version.empty()) {
      versions.remove(slot.version());
    }
    return ForgottenVersions.refusal(inVain, slot.modelType(), slot.version());
  }

  CompletableFuture<Model> model(ModelReference reference) {
    CompletableFuture<Model> wanted = new CompletableFuture<>();
    Runnable answers;
    synchronized (this) {
      if (forgotten.has(reference.getModelType(), reference.getVersion())) {
        return ForgottenVersions.refused(reference.getModelType(), reference.getVersion());
      }
      ShelvedVersion version = version(reference.getModelType(), reference.getVersion());
      version.request(new ShelvedVersion.Request(reference.getSha256(), wanted));
      answers = answer(reference.getModelType(), version);
    }
    answers.run();
    return wanted;
  }

  /** What has to be read again for the versions that somebody waits for. */
  synchronized List<ReadBack> readBacks() {
    List<ReadBack> wanted = new ArrayList<>();
    types.forEach(
        (type, versions) ->
            versions.forEach(
                (number, version) -> {
                  if (version.manifest() != null && version.requested()) {
                    version
                        .absent()
                        .forEach(
                            (chunk, position) ->
                                wanted.add(new ReadBack(type, number, chunk, position)));
                  }
                }));
    return wanted;
  }

  /** The record is no longer there: compaction took it, a newer one of its key is on its way. */
  synchronized void gone(ReadBack missing) {
    version(missing.modelType(), missing.version())
        .forgetPosition(missing.chunk(), missing.position());
  }

  synchronized Optional<ModelManifest> newest(String modelType) {
    return manifests(modelType).reduce((older, newer) -> newer);
  }

  synchronized Optional<ModelManifest> promoted(String modelType) {
    ModelPointer pointer = pointers.get(modelType);
    return pointer == null ? newest(modelType) : manifest(modelType, pointer.getVersion());
  }

  synchronized Optional<ModelPointer> pointer(String modelType) {
    return Optional.ofNullable(pointers.get(modelType));
  }

  synchronized Optional<ModelManifest> manifest(String modelType, long version) {
    return manifests(modelType).filter(known -> known.getVersion() == version).findFirst();
  }

  synchronized List<ModelManifest> all(String modelType) {
    return manifests(modelType).toList();
  }

  synchronized List<String> types() {
    return types.keySet().stream()
        .filter(type -> manifests(type).findAny().isPresent())
        .sorted()
        .toList();
  }

  private Stream<ModelManifest> manifests(String modelType) {
    return types.getOrDefault(modelType, new TreeMap<>()).values().stream()
        .flatMap(version -> Optional.ofNullable(version.manifest()).stream());
  }

  private ShelvedVersion version(String type, long number) {
    TreeMap<Long, ShelvedVersion> versions = types.computeIfAbsent(type, t -> new TreeMap<>());
    ShelvedVersion known = versions.get(number);
    if (known != null) {
      return known;
    }
    ShelvedVersion fresh = new ShelvedVersion();
    versions.put(number, fresh);
    versions.forEach(
        (other, version) -> {
          if (!version.requested() && !worthHolding(type, other)) {
            version.letGo();
          }
        });
    return fresh;
  }

  private boolean worthHolding(String type, long number) {
    return interest.test(type, number)
        && types.getOrDefault(type, new TreeMap<>()).descendingKeySet().stream()
            .limit(NEWEST_HELD)
            .anyMatch(newest -> newest == number);
  }

  /** Assembles if all is there; the returned action tells those who wait. */
  private Runnable answer(String type, ShelvedVersion version) {
    ModelManifest manifest = version.manifest();
    if (manifest == null) {
      return () -> {};
    }
    Model model = version.model();
    boolean damaged = false;
    if (model == null && version.complete()) {
      model = version.assemble();
      damaged = model == null;
    }
    if (model == null && !damaged) {
      return () -> {};
    }
    List<ShelvedVersion.Request> requests = version.takeRequests();
    if (!worthHolding(type, manifest.getVersion())) {
      version.letGo();
    }
    if (damaged) {
      LOG.error(
          "The bytes of a model are not those its manifest names; it is not used modelType={}"
              + " version={} sha256={}",
          type,
          manifest.getVersion(),
          manifest.getSha256());
    }
    return new ModelAnswer(requests, manifest, model)::deliver;
  }
}
