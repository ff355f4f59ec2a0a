package io.fedlog.learning.round;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The machine's state as rows that are each as small as what one event changes: a line a model type,
 * a head a round, a row a store, a row for the roots of a part of an unfinished attempt, a row for
 * a published chunk.
 */
final class Rows {
  private static final byte LINE = 'm';
  private static final byte HEAD = 'r';
  private static final byte STORE = 's';
  private static final byte ROOTS = 't';
  private static final byte CHUNK = 'v';

  private final RowSink sink;

  Rows(RowSink sink) {
    this.sink = sink;
  }

  void save(ModelLine line) {
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

  void save(Round round) {
    sink.put(key(HEAD, round.terms.roundId()), value(out -> RoundRow.write(round, out)));
  }

  void save(Round round, Participant store) {
    sink.put(key(STORE, round.terms.roundId(), store.storeId), value(store::write));
  }

  void saveRoots(Round round, AttemptReference attempt, int firstChunk, byte[] roots) {
    sink.put(rootsKey(round, attempt, firstChunk), roots);
  }

  void forgetRoots(Round round, AttemptReference attempt, Attempt state) {
    for (int firstChunk : state.roots.keySet()) {
      sink.delete(rootsKey(round, attempt, firstChunk));
    }
    state.roots.clear();
  }

  void saveChunk(Round round, int chunk, byte[] root) {
    sink.put(key(CHUNK, round.terms.roundId(), Integer.toString(chunk)), root);
  }

  /** Forgets all of a round but its head. */
  void forgetStores(Round round) {
    for (Participant store : round.stores.values()) {
      for (Attempt attempt : store.attempts.values()) {
        forgetRoots(round, new AttemptReference(store.storeId, attempt.id), attempt);
      }
      sink.delete(key(STORE, round.terms.roundId(), store.storeId));
    }
    for (int chunk : round.chunkRoots.keySet()) {
      sink.delete(key(CHUNK, round.terms.roundId(), Integer.toString(chunk)));
    }
  }

  /** Builds the lines from kept rows, given in any order. */
  static Map<String, ModelLine> restore(List<Map.Entry<byte[], byte[]>> rows) {
    Map<String, ModelLine> lines = new TreeMap<>();
    Map<String, Round> rounds = new HashMap<>();
    List<Map.Entry<byte[], byte[]>> later = new ArrayList<>();
    List<Round> heads = new ArrayList<>();
    for (Map.Entry<byte[], byte[]> row : rows) {
      switch (row.getKey()[0]) {
        case LINE -> {
          ModelLine line = new ModelLine(name(row, 0));
          read(
              row,
              in -> {
                line.latestVersion = in.readLong();
                line.promotedVersion = in.readLong();
                String inFlight = in.readUTF();
                line.inFlight = inFlight.isEmpty() ? null : inFlight;
                line.now = in.readLong();
                return line;
              });
          lines.put(line.modelType, line);
        }
        case HEAD -> {
          Round round = read(row, RoundRow::read);
          heads.add(round);
          rounds.put(round.terms.roundId(), round);
        }
        default -> later.add(row);
      }
    }
    heads.sort(
        Comparator.comparingLong((Round round) -> round.openedOffset)
            .thenComparing(round -> round.terms.roundId()));
    for (Round round : heads) {
      lines
          .computeIfAbsent(round.terms.modelType(), ModelLine::new)
          .rounds
          .put(round.terms.roundId(), round);
    }
    later.sort(Comparator.comparingInt(row -> row.getKey()[0]));
    for (Map.Entry<byte[], byte[]> row : later) {
      Round round = rounds.get(name(row, 0));
      if (round != null) {
        restoreInto(round, row);
      }
    }
    rounds.values().forEach(Rows::restoreCompletion);
    return lines;
  }

  private static void restoreInto(Round round, Map.Entry<byte[], byte[]> row) {
    switch (row.getKey()[0]) {
      case STORE -> {
        String storeId = name(row, 1);
        round.stores.put(
            storeId, read(row, in -> Participant.read(in, round.terms.roundId(), storeId)));
      }
      case ROOTS -> {
        Participant store = round.stores.get(name(row, 1));
        Attempt attempt = store == null ? null : store.attempts.get(Long.valueOf(name(row, 2)));
        if (attempt != null) {
          attempt.roots.put(Integer.valueOf(name(row, 3)), row.getValue());
        }
      }
      case CHUNK -> round.chunkRoots.put(Integer.valueOf(name(row, 1)), row.getValue());
      default -> throw new IllegalStateException("no row of kind " + row.getKey()[0]);
    }
  }

  private static void restoreCompletion(Round round) {
    List<Map.Entry<Integer, AttemptReference>> counted = new ArrayList<>();
    for (Participant store : round.stores.values()) {
      Attempt attempt = store.counted();
      if (attempt != null) {
        counted.add(
            Map.entry(attempt.ordinal, new AttemptReference(store.storeId, attempt.id)));
      }
    }
    counted.sort(Map.Entry.comparingByKey());
    counted.forEach(entry -> round.completion.add(entry.getValue()));
  }

  private static byte[] rootsKey(Round round, AttemptReference attempt, int firstChunk) {
    return key(
        ROOTS,
        round.terms.roundId(),
        attempt.storeId(),
        Long.toString(attempt.attemptId()),
        Integer.toString(firstChunk));
  }

  private static byte[] key(byte kind, String... names) {
    return value(
        out -> {
          out.writeByte(kind);
          for (String name : names) {
            out.writeUTF(name);
          }
        });
  }

  private static String name(Map.Entry<byte[], byte[]> row, int index) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row.getKey()))) {
      in.readByte();
      for (int i = 0; i < index; i++) {
        in.readUTF();
      }
      return in.readUTF();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] value(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static <T> T read(Map.Entry<byte[], byte[]> row, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row.getValue()))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }
}
