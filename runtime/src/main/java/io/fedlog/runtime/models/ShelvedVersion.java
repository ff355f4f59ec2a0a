package io.fedlog.runtime.models;

import io.fedlog.learning.digest.TreeHash;
import io.fedlog.schemas.ModelManifest;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is known of one version. Guarded by its {@link ModelShelf}. */
final class ShelvedVersion {

  /** Asked for, and by which hash. */
  record Request(String sha256, CompletableFuture<Model> answer) {}

  /** A chunk held in memory. */
  private record HeldChunk(byte[] payload, byte[] root) {}

  private final Map<Integer, Position> positions = new HashMap<>();
  private final Map<Integer, HeldChunk> held = new HashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private @Nullable ModelManifest manifest;
  private @Nullable Model model;
  // A model let go of may still be in use: then it is shared, not read again.
  private WeakReference<@Nullable Model> lastModel = new WeakReference<>(null);

  @Nullable ModelManifest manifest() {
    return manifest;
  }

  /** Returns whether this manifest is news. */
  boolean describe(ModelManifest newest) {
    boolean known = newest.equals(manifest);
    if (manifest != null && !manifest.getSha256().equals(newest.getSha256())) {
      letGo();
      lastModel = new WeakReference<>(null);
    }
    manifest = newest;
    return !known;
  }

  void locate(int chunk, Position position) {
    positions.put(chunk, position);
  }

  void hold(int chunk, byte[] payload, byte[] root) {
    held.put(chunk, new HeldChunk(payload, root));
  }

  void forgetManifest() {
    manifest = null;
  }

  void forgetChunk(int chunk) {
    positions.remove(chunk);
    held.remove(chunk);
  }

  /** Forgets where a chunk lies if that is still the place. */
  void forgetPosition(int chunk, Position position) {
    positions.remove(chunk, position);
  }

  void request(Request request) {
    requests.add(request);
  }

  boolean requested() {
    requests.removeIf(request -> request.answer().isDone());
    return !requests.isEmpty();
  }

  boolean empty() {
    return manifest == null && positions.isEmpty() && !requested();
  }

  /** Frees the payload; what is in use elsewhere stays reachable for a while. */
  void letGo() {
    held.clear();
    model = null;
  }

  @Nullable Model model() {
    return model != null ? model : lastModel.get();
  }

  /** Chunks to read again before the version can be assembled, and where they lie. */
  Map<Integer, Position> absent() {
    Map<Integer, Position> absent = new HashMap<>(positions);
    absent.keySet().removeAll(held.keySet());
    return absent;
  }

  /** Whether {@link #assemble} has all it needs. */
  boolean complete() {
    return manifest != null && model == null && held.size() >= manifest.getChunkCount();
  }

  /**
   * Puts the chunks together. Returns null when they are not the bytes that the manifest names; the
   * chunks are let go of then.
   */
  @Nullable Model assemble() {
    ModelManifest described = manifest;
    if (described == null) {
      return null;
    }
    List<HeldChunk> parts = new ArrayList<>();
    for (int chunk = 0; chunk < described.getChunkCount(); chunk++) {
      HeldChunk part = held.get(chunk);
      if (part != null) {
        parts.add(part);
      }
    }
    held.clear();
    // The length is checked before anything of that length is allocated.
    long bytes = parts.stream().mapToLong(part -> part.payload().length).sum();
    if (parts.size() != described.getChunkCount()
        || bytes != described.getModelBytes()
        || bytes > Integer.MAX_VALUE - 8
        || !hash(parts).equals(described.getSha256())) {
      return null;
    }
    ByteBuffer whole = ByteBuffer.allocate((int) bytes);
    parts.forEach(part -> whole.put(part.payload()));
    Model assembled = new Model(described, whole.array());
    model = assembled;
    lastModel = new WeakReference<>(assembled);
    return assembled;
  }

  private static String hash(List<HeldChunk> parts) {
    return TreeHash.hex(TreeHash.compose(parts.stream().map(HeldChunk::root).toList()));
  }

  List<Request> takeRequests() {
    List<Request> taken = List.copyOf(requests);
    requests.clear();
    return taken;
  }
}
