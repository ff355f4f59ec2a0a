package io.fedlog.aggregator.replay;

import io.fedlog.aggregator.chunks.DecidedChunks;
import io.fedlog.schemas.UpdateChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Updates' chunks that count and are not added yet: several of one chunk are added in one pass over
 * its sum. Holds at most {@link #MOST_BYTES}. Mutable.
 */
final class PendingUpdates {
  private static final int MOST_ADDENDS = 16;
  private static final long MOST_BYTES = 32L << 20;

  private final Map<Place, List<UpdateChunk>> pending = new HashMap<>();
  private long bytes;

  private record Place(DecidedChunks model, int chunk) {}

  /** Adds a chunk soon. */
  void add(DecidedChunks model, UpdateChunk update) {
    Place place = new Place(model, update.getChunkIndex());
    List<UpdateChunk> updates = pending.computeIfAbsent(place, p -> new ArrayList<>());
    updates.add(update);
    bytes += update.getPayload().remaining();
    if (updates.size() >= MOST_ADDENDS) {
      flush(model, update.getChunkIndex());
    } else if (bytes >= MOST_BYTES) {
      flush();
    }
  }

  /** Adds now what there is of one chunk; whether there was something. */
  boolean flush(DecidedChunks model, int chunk) {
    List<UpdateChunk> updates = pending.remove(new Place(model, chunk));
    if (updates == null) {
      return false;
    }
    bytes -= updates.stream().mapToLong(update -> update.getPayload().remaining()).sum();
    model.addAll(chunk, updates);
    return true;
  }

  /** Adds now all that there is. */
  void flush() {
    pending.forEach((place, updates) -> place.model().addAll(place.chunk(), updates));
    pending.clear();
    bytes = 0;
  }
}
