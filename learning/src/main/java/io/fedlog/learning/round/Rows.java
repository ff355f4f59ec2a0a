package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * The machine's state as rows that are each as small as what one event changes: a line a model
 * type, a head a round, a row a store, a row for the roots of a part of an unfinished attempt, a
 * row for a published chunk and for what a partition measured, and of a round that is over a row an
 * attempt that tallies name and pages of fingerprints of the others. None grows with the stores.
 *
 * <p>A flood of uploads writes stores' rows and little else: what a line and a head would say after
 * each, how late it is and how many stores have joined and completed, {@link KeptRows} finds in the
 * stores' rows.
 */
final class Rows {
  static final byte EARLY = 'e';
  static final byte LINE = 'm';
  static final byte HEAD = 'r';
  static final byte FIXED = 'f';
  static final byte NAMED = 'n';
  static final byte MEASURED = 'q';
  static final byte STORE = 's';
  static final byte ROOTS = 't';
  static final byte CHUNK = 'v';

  /** Fingerprints a page: 64 KiB. */
  private static final int FIXED_PAGE = 8192;

  private final RowSink sink;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private final DataOutputStream writer = new DataOutputStream(bytes);

  /** The log's time of the event that is taken in. */
  private long now;

  /** Whether a store's row has kept the time. */
  private boolean timeKept;

  Rows(RowSink sink) {
    this.sink = sink;
  }

  /** Another event is taken in; {@link #save(ModelLine)} ends it. */
  void begin(long now) {
    this.now = now;
    timeKept = false;
  }

  /** Saves the line, unless it says nothing but a time that a store's row says as well. */
  void save(ModelLine line) {
    ModelLine.Mark mark = line.mark();
    if (timeKept && mark.equals(line.saved)) {
      return;
    }
    line.saved = mark;
    sink.put(
        key(LINE, line.modelType),
        value(
            out -> {
              out.writeLong(line.latestVersion);
              out.writeLong(line.promotedVersion);
              out.writeUTF(line.inFlight == null ? "" : line.inFlight);
              out.writeLong(line.now);
            }));
  }

  /** Saves the head if an upload has changed more of it than what the stores' rows tell. */
  void saveIfMarked(Round round) {
    if (!round.mark().equals(round.saved)) {
      save(round);
    }
  }

  void save(Round round) {
    round.saved = round.mark();
    sink.put(key(HEAD, round.terms.roundId()), value(out -> RoundRow.write(round, out)));
  }

  void save(Round round, Participant store) {
    store.changedAt = now;
    timeKept = true;
    boolean withRoots = hasSingleRoots(round);
    sink.put(
        key(STORE, round.terms.roundId(), store.storeId),
        value(out -> store.write(out, withRoots)));
  }

  /** Saves roots that have a row of their own; others go with the store, which is to be saved. */
  void saveRoots(Round round, AttemptReference attempt, int firstChunk, byte[] roots) {
    if (!hasSingleRoots(round)) {
      sink.put(rootsKey(round, attempt, firstChunk), roots);
    }
  }

  /** Whether an attempt has but one root, which its store's row has room for. */
  private static boolean hasSingleRoots(Round round) {
    return round.terms.chunkCount() == 1;
  }

  void forgetRoots(Round round, AttemptReference attempt, Attempt state) {
    if (!hasSingleRoots(round)) {
      for (int firstChunk : state.roots.keySet()) {
        sink.delete(rootsKey(round, attempt, firstChunk));
      }
    }
    state.roots.clear();
  }

  void saveChunk(Round round, int chunk, byte[] root) {
    sink.put(key(CHUNK, round.terms.roundId(), Integer.toString(chunk)), root);
  }

  /** Saves what one partition measured. */
  void saveMeasured(Round round, int firstChunk, byte[] sums) {
    sink.put(measuredKey(round, Integer.toString(firstChunk)), sums);
  }

  /** Saves that nothing more is expected, in place of what was measured. */
  void saveConcluded(Round round) {
    forgetMeasured(round);
    int sharing = round.measurements.sharing;
    sink.put(measuredKey(round, ""), value(out -> out.writeInt(sharing)));
  }

  private void forgetMeasured(Round round) {
    for (int firstChunk : round.measurements.partitions()) {
      sink.delete(measuredKey(round, Integer.toString(firstChunk)));
    }
    sink.delete(measuredKey(round, ""));
  }

  private byte[] measuredKey(Round round, String part) {
    return key(MEASURED, round.terms.roundId(), part);
  }

  void forgetChunks(Round round) {
    for (int chunk : round.chunkRoots.keySet()) {
      sink.delete(key(CHUNK, round.terms.roundId(), Integer.toString(chunk)));
    }
  }

  void saveNamed(Round round, AttemptReference attempt, Fate fate) {
    sink.put(namedKey(round, attempt), new byte[] {(byte) fate.ordinal()});
  }

  void forgetNamed(Round round, AttemptReference attempt) {
    sink.delete(namedKey(round, attempt));
  }

  /** Forgets names, fingerprints and marks. */
  void forgetNamed(Round round) {
    for (String storeId : round.stores.keySet()) {
      sink.delete(key(STORE, round.terms.roundId(), storeId));
    }
    round.named.names().keySet().forEach(attempt -> forgetNamed(round, attempt));
    for (int page = 0; page * FIXED_PAGE < round.named.fixed().length; page++) {
      sink.delete(key(FIXED, round.terms.roundId(), Integer.toString(page)));
    }
  }

  void saveFixed(Round round) {
    long[] fixed = round.named.fixed();
    for (int page = 0; page * FIXED_PAGE < fixed.length; page++) {
      int from = page * FIXED_PAGE;
      int to = Math.min(from + FIXED_PAGE, fixed.length);
      ByteBuffer longs = ByteBuffer.allocate((to - from) * Long.BYTES);
      longs.asLongBuffer().put(fixed, from, to - from);
      sink.put(key(FIXED, round.terms.roundId(), Integer.toString(page)), longs.array());
    }
  }

  /** Forgets the stores and chunks of a round, but for the stores' marks. */
  void forgetStores(Round round) {
    timeKept = false;
    for (Participant store : round.stores.values()) {
      for (Attempt attempt : store.attempts.values()) {
        forgetRoots(round, new AttemptReference(store.storeId, attempt.id), attempt);
      }
      if (store.mark == Participant.NO_MARK) {
        sink.delete(key(STORE, round.terms.roundId(), store.storeId));
      } else {
        store.attempts.clear();
        save(round, store);
      }
    }
    forgetMeasured(round);
    forgetChunks(round);
  }

  void saveEarly(String roundId, EarlyEvents.Early early) {
    sink.put(
        key(EARLY, roundId, Long.toString(early.stamp().offset())),
        value(out -> EarlyEvents.write(early, out)));
  }

  void forgetEarly(String roundId, long offset) {
    sink.delete(key(EARLY, roundId, Long.toString(offset)));
  }

  private byte[] namedKey(Round round, AttemptReference attempt) {
    return key(NAMED, round.terms.roundId(), attempt.storeId(), Long.toString(attempt.attemptId()));
  }

  private byte[] rootsKey(Round round, AttemptReference attempt, int firstChunk) {
    return key(
        ROOTS,
        round.terms.roundId(),
        attempt.storeId(),
        Long.toString(attempt.attemptId()),
        Integer.toString(firstChunk));
  }

  void put(Writing value, byte kind, String... names) {
    sink.put(key(kind, names), value(value));
  }

  void delete(byte kind, String... names) {
    sink.delete(key(kind, names));
  }

  private byte[] key(byte kind, String... names) {
    return value(
        out -> {
          out.writeByte(kind);
          for (String name : names) {
            out.writeUTF(name);
          }
        });
  }

  private byte[] value(Writing writing) {
    bytes.reset();
    try {
      writing.to(writer); // which holds nothing back
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes a row. */
  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }
}
