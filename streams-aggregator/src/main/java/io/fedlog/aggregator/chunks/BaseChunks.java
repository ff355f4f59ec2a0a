package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.models.ModelReader;
import io.fedlog.aggregator.models.ModelReader.Wanted;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.PayloadFault;
import io.fedlog.learning.method.ServerOptimiser;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings each chunk its part of the base version, and the server state beside that. A chunk of the
 * base says whether it has a state, so that none and one not seen yet are told apart. Mutable.
 */
final class BaseChunks {
  /** Asked for at a time: what is in memory for it stays within a few chunks. */
  private static final int MOST_ASKED = 8;

  private final ModelReader reader;
  private final Codecs codecs;
  private final Map<Wanted, List<Waiting>> waiting = new HashMap<>();

  private record Waiting(LiveRound round, int chunk, ChunkSum sum, @Nullable ByteBuffer digest) {}

  BaseChunks(ModelReader reader, Codecs codecs) {
    this.reader = reader;
    this.codecs = codecs;
  }

  /** Whether what the chunk needs of its base is there; asks for it where it is not. */
  boolean isReady(LiveRound round, int chunk, ChunkSum sum) {
    ModelReference base = round.base();
    if (base == null || sum.hasBase || sum.broken != null) {
      return true;
    }
    if (!sum.asksForBase && waiting.size() < MOST_ASKED) {
      sum.asksForBase = true;
      String key = Keys.modelChunk(base.getModelType(), base.getVersion(), chunk);
      ask(new Wanted(Topics.GLOBAL_MODELS.name(), key), new Waiting(round, chunk, sum, null));
    }
    return false;
  }

  private void ask(Wanted wanted, Waiting chunk) {
    List<Waiting> others = waiting.get(wanted);
    if (others == null) {
      waiting.put(wanted, new ArrayList<>(List.of(chunk)));
      reader.request(wanted);
    } else {
      others.add(chunk);
    }
  }

  /** Takes in what has come. */
  void take() {
    for (ModelReader.Found found = reader.next(); found != null; found = reader.next()) {
      List<Waiting> chunks = waiting.remove(found.wanted());
      if (chunks != null) {
        for (Waiting chunk : chunks) {
          take(found, chunk);
        }
      }
    }
  }

  private void take(ModelReader.Found found, Waiting waits) {
    byte[] value = found.value();
    String key = found.wanted().key();
    if (value == null) {
      waits.sum().broken =
          "%s of the base version is no longer on %s".formatted(key, found.wanted().topic());
      return;
    }
    try {
      if (found.wanted().topic().equals(Topics.SERVER_STATE.name())) {
        takeState(codecs.serverState().decode(value), key, waits);
      } else if (codecs.models().decode(value).getBody() instanceof ModelChunk chunk) {
        takeBase(chunk, key, waits);
      } else {
        waits.sum().broken = key + " of the base version is no chunk";
      }
    } catch (UnreadableRecordException e) {
      waits.sum().broken = key + " of the base version cannot be read: " + e.detail();
    }
  }

  private void takeBase(ModelChunk chunk, String key, Waiting waits) {
    ByteBuffer payload = chunk.getPayload();
    String fault = faultOf(payload, chunk.getDigest(), key, waits);
    if (fault != null) {
      waits.sum().broken = fault;
      return;
    }
    waits.sum().base = payload;
    ByteBuffer state = chunk.getStateDigest();
    if (state != null && waits.round().plan.method() instanceof ServerOptimiser) {
      ask(
          new Wanted(Topics.SERVER_STATE.name(), key),
          new Waiting(waits.round(), waits.chunk(), waits.sum(), state));
    } else {
      waits.sum().hasBase = true;
    }
  }

  private static @Nullable String faultOf(
      ByteBuffer payload, ByteBuffer digest, String key, Waiting waits) {
    if (!isDigest(payload, digest)) {
      return key + " of the base version is not what its digest says";
    }
    int expected = waits.round().plan.terms(waits.chunk()).payloadBytes();
    if (payload.remaining() != expected) {
      return "%s of the base version has %d bytes; expected %d, the round's own: keep the chunk size"
          .formatted(key, payload.remaining(), expected);
    }
    PayloadFault fault = waits.sum().check.fault(payload, 1);
    return fault == null ? null : key + " of the base version: " + fault.detail();
  }

  private static void takeState(ServerState state, String key, Waiting waits) {
    if (!isDigest(state.getState(), Objects.requireNonNull(waits.digest()))) {
      waits.sum().broken = key + ": the server state is not the one beside the base version";
      return;
    }
    // another method's memory means nothing to this one
    if (state.getMethod().equals(waits.round().plan.definition().getMethod())) {
      waits.sum().state = state.getState();
    }
    waits.sum().hasBase = true;
  }

  private static boolean isDigest(ByteBuffer bytes, ByteBuffer digest) {
    return ByteBuffer.wrap(TreeHash.of(bytes.duplicate())).equals(digest);
  }
}
