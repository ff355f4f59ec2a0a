package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.models.ModelReader.Wanted;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.ServerOptimiser;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings each chunk its part of the base version, and the server state beside that. The version's
 * manifest says how it is cut and written: both may differ from the round's. A chunk of the base
 * says whether it has a state, so that none and one not seen yet are told apart. Mutable.
 */
final class BaseChunks {
  /** Records asked for at a time: what is in memory for it stays within a few chunks. */
  private static final int MOST_ASKED = 8;

  private final ModelReader reader;
  private final Codecs codecs;
  private final SumMemory.Share memory;
  private final Map<Wanted, List<Waiting>> waiting = new HashMap<>();
  private final Absences absences = new Absences();

  /** A chunk of a round that waits for a record; the manifest while there is no slice. */
  private record Waiting(
      LiveRound round,
      int chunk,
      ChunkSum sum,
      long version,
      @Nullable BaseSlice slice,
      int baseChunk,
      @Nullable ByteBuffer stateDigest) {}

  BaseChunks(ModelReader reader, Codecs codecs, SumMemory.Share memory) {
    this.reader = reader;
    this.codecs = codecs;
    this.memory = memory;
  }

  /** Whether what the chunk needs of its base is there; asks for it where it is not. */
  boolean isReady(LiveRound round, int chunk, ChunkSum sum) {
    if (sum.broken != null || sum.bases.keySet().containsAll(round.bases())) {
      return true;
    }
    if (!sum.asksForBases && waiting.size() < MOST_ASKED && sum.workBeside(memory)) {
      sum.asksForBases = true;
      for (long version : round.bases()) {
        BaseShape shape = round.shapeOf(version);
        if (shape == null) {
          ask(
              Topics.GLOBAL_MODELS.name(),
              Keys.version(round.baseType(), version),
              new Waiting(round, chunk, sum, version, null, 0, null));
        } else {
          askForSlice(round, chunk, sum, version, shape);
        }
      }
    }
    return false;
  }

  private void askForSlice(
      LiveRound round, int chunk, ChunkSum sum, long version, BaseShape shape) {
    RoundDefinition definition = round.plan.definition();
    int width = round.plan.numberBytes();
    BaseSlice slice =
        new BaseSlice(
            shape,
            BaseShape.format(definition.getEncoding()),
            (long) chunk * (definition.getChunkBytes() / width),
            round.plan.terms(chunk).payloadBytes() / width);
    for (int part = slice.firstChunk(); part <= slice.lastChunk(); part++) {
      ask(
          Topics.GLOBAL_MODELS.name(),
          Keys.modelChunk(round.baseType(), version, part),
          new Waiting(round, chunk, sum, version, slice, part, null));
    }
  }

  private void ask(String topic, String key, Waiting chunk) {
    Wanted wanted = new Wanted(topic, key);
    List<Waiting> others = waiting.get(wanted);
    if (others == null) {
      waiting.put(wanted, new ArrayList<>(List.of(chunk)));
      reader.request(wanted);
    } else {
      others.add(chunk);
    }
  }

  /** Takes in what has come; {@code now} is in milliseconds. */
  void take(long now) {
    List<Wanted> again = new ArrayList<>();
    for (ModelReader.Found found = reader.next(); found != null; found = reader.next()) {
      List<Waiting> chunks = waiting.remove(found.wanted());
      if (chunks == null) {
        continue;
      }
      if (found.value() == null
          && chunks.stream().anyMatch(waits -> waits.round().plan.hasWindows())
          && absences.mayEnd(found.wanted(), now)) {
        waiting.put(found.wanted(), chunks);
        again.add(found.wanted());
        continue;
      }
      absences.forget(found.wanted());
      try {
        take(found, chunks);
      } catch (RegistryException e) { // no fault of the record's
        for (Waiting chunk : chunks) {
          ask(found.wanted().topic(), found.wanted().key(), chunk);
        }
        break; // the registry is not asked again at once
      }
    }
    again.forEach(reader::request);
  }

  /** Nothing has changed when the registry does not answer: the record is read first. */
  private void take(ModelReader.Found found, List<Waiting> chunks) {
    String key = found.wanted().key();
    byte[] value = found.value();
    Object body = null;
    String fault = null;
    if (value == null) {
      fault = "it is no longer on " + found.wanted().topic();
    } else {
      try {
        body =
            found.wanted().topic().equals(Topics.SERVER_STATE.name())
                ? codecs.serverState().decode(value)
                : codecs.models().decode(value).getBody();
      } catch (UnreadableRecordException e) {
        fault = "it cannot be read: " + e.detail();
      }
    }
    for (Waiting waits : chunks) {
      String bad = fault;
      if (bad == null && body != null) {
        bad = taken(body, key, waits);
      }
      if (bad != null) {
        waits.sum().broken = "%s of the base version: %s".formatted(key, bad);
      }
    }
  }

  /** Takes a record in for one chunk; what is wrong with it, if something is. */
  private @Nullable String taken(Object body, String key, Waiting waits) {
    BaseSlice slice = waits.slice();
    try {
      if (slice == null) {
        return takeManifest(body, waits);
      } else if (body instanceof ModelChunk chunk) {
        return takeBase(chunk, key, waits, slice);
      } else if (body instanceof ServerState state) {
        return takeState(state, waits, slice);
      }
      return "it is no chunk";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private @Nullable String takeManifest(Object body, Waiting waits) {
    LiveRound round = waits.round();
    if (!(body instanceof ModelManifest manifest)) {
      return "it is no manifest";
    }
    BaseShape shape = BaseShape.of(manifest, round.plan.definition());
    round.baseShape = shape;
    askForSlice(round, waits.chunk(), waits.sum(), waits.version(), shape);
    return null;
  }

  private @Nullable String takeBase(ModelChunk chunk, String key, Waiting waits, BaseSlice slice) {
    if (!isDigest(chunk.getPayload(), chunk.getDigest())) {
      return "it is not what its digest says";
    }
    slice.put(waits.baseChunk(), chunk.getPayload());
    ByteBuffer state = chunk.getStateDigest();
    if (state != null && waits.round().plan.method() instanceof ServerOptimiser) {
      ask(
          Topics.SERVER_STATE.name(),
          key,
          new Waiting(
              waits.round(),
              waits.chunk(),
              waits.sum(),
              waits.version(),
              slice,
              waits.baseChunk(),
              state));
      return null;
    }
    return partCame(waits, slice);
  }

  private static @Nullable String takeState(ServerState state, Waiting waits, BaseSlice slice) {
    ByteBuffer digest = waits.stateDigest();
    if (digest == null || !isDigest(state.getState(), digest)) {
      return "the server state is not the one beside it";
    }
    // another method's memory means nothing to this one
    if (state.getMethod().equals(waits.round().plan.definition().getMethod())) {
      slice.putState(waits.baseChunk(), state.getState());
    }
    return partCame(waits, slice);
  }

  private static @Nullable String partCame(Waiting waits, BaseSlice slice) {
    if (!slice.complete()) {
      return null;
    }
    ChunkSum sum = waits.sum();
    try {
      PayloadFault fault = waits.round().plan.modelCheck(waits.chunk()).fault(slice.numbers(), 1);
      if (fault != null) {
        return fault.detail();
      }
    } catch (RuntimeException e) { // a method that users brought along
      return "the aggregation method failed: " + e;
    }
    sum.state = slice.state();
    sum.bases.put(waits.version(), slice.numbers());
    return null;
  }

  private static boolean isDigest(ByteBuffer bytes, ByteBuffer digest) {
    return ByteBuffer.wrap(TreeHash.of(bytes.duplicate())).equals(digest);
  }
}
