package io.fedlog.learning.round;

import io.fedlog.learning.round.Fates.Fate;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what {@link Rows} wrote. */
final class KeptRows {
  private KeptRows() {}

  /** Builds the lines from kept rows, given in any order. */
  static Map<String, ModelLine> restore(
      List<Map.Entry<byte[], byte[]>> rows, EarlyEvents earlyEvents) {
    Map<String, ModelLine> lines = new TreeMap<>();
    Map<String, Round> rounds = new HashMap<>();
    List<Map.Entry<byte[], byte[]>> later = new ArrayList<>();
    List<Round> heads = new ArrayList<>();
    List<Map.Entry<byte[], byte[]>> privacy = new ArrayList<>();
    for (Map.Entry<byte[], byte[]> row : rows) {
      switch (row.getKey()[0]) {
        case Rows.LINE -> {
          ModelLine line = new ModelLine(name(row, 0));
          read(
              row,
              in -> {
                line.latestVersion = in.readLong();
                line.promotedVersion = in.readLong();
                String inFlight = in.readUTF();
                line.inFlight = inFlight.isEmpty() ? null : inFlight;
                line.now = in.readLong();
                line.saved = line.mark();
                return line;
              });
          lines.put(line.modelType, line);
        }
        case PrivacyRows.BUDGET, PrivacyRows.SPENT -> privacy.add(row);
        case Rows.HEAD -> {
          Round round = read(row, RoundRow::read);
          heads.add(round);
          rounds.put(round.terms.roundId(), round);
        }
        case Rows.EARLY -> {
          String roundId = name(row, 0);
          long offset = Long.parseLong(name(row, 1));
          earlyEvents.restore(roundId, read(row, in -> EarlyEvents.read(in, roundId, offset)));
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
    privacy.forEach(row -> restoreInto(lines.computeIfAbsent(name(row, 0), ModelLine::new), row));
    later.sort(Comparator.comparingInt(row -> row.getKey()[0]));
    for (Map.Entry<byte[], byte[]> row : later) {
      Round round = rounds.get(name(row, 0));
      if (round != null) {
        restoreInto(round, row);
      }
    }
    for (Round round : heads) {
      ModelLine line = lines.computeIfAbsent(round.terms.modelType(), ModelLine::new);
      for (Participant store : round.stores.values()) {
        line.now = Math.max(line.now, store.changedAt);
      }
      restoreCompletion(round);
      if (round.secure != null) {
        round.secure.kept.finish(round, round.secure);
      }
      if (!round.settled) {
        round.recount();
      }
    }
    return lines;
  }

  private static void restoreInto(ModelLine line, Map.Entry<byte[], byte[]> row) {
    read(
        row,
        in -> {
          if (row.getKey()[0] == PrivacyRows.BUDGET) {
            PrivacyRows.readBudget(line, in);
          } else {
            PrivacyRows.readSpent(line, name(row, 1), in);
          }
          return line;
        });
  }

  private static void restoreInto(Round round, Map.Entry<byte[], byte[]> row) {
    byte kind = row.getKey()[0];
    if (SecureRows.isOne(kind)) {
      String store = kind == SecureRows.PROGRESS ? "" : name(row, 1);
      SecureRestore kept =
          round.secure == null ? new SecureRestore(new SecureWeight()) : round.secure.kept;
      read(row, in -> kept.take(kind, store, in));
      return;
    }
    switch (kind) {
      case Rows.STORE -> {
        String storeId = name(row, 1);
        round.stores.put(
            storeId, read(row, in -> Participant.read(in, round.terms.roundId(), storeId)));
      }
      case Rows.ROOTS -> {
        Participant store = round.stores.get(name(row, 1));
        Attempt attempt = store == null ? null : store.attempts.get(Long.valueOf(name(row, 2)));
        if (attempt != null) {
          attempt.roots.put(Integer.valueOf(name(row, 3)), row.getValue());
        }
      }
      case Rows.FIXED -> {
        long[] page = new long[row.getValue().length / Long.BYTES];
        ByteBuffer.wrap(row.getValue()).asLongBuffer().get(page);
        round.named.fix(page);
      }
      case Rows.NAMED ->
          round.named.name(
              new AttemptReference(name(row, 1), Long.parseLong(name(row, 2))),
              Fate.values()[row.getValue()[0]]);
      case PrivacyRows.RELEASES -> round.releases.put(name(row, 1), read(row, Releases::read));
      case Rows.MEASURED -> restoreMeasured(round.measurements, name(row, 1), row.getValue());
      case Rows.CHUNK -> round.chunkRoots.put(Integer.valueOf(name(row, 1)), row.getValue());
      default -> throw new IllegalStateException("no row of kind " + kind);
    }
  }

  private static void restoreMeasured(Measurements measurements, String firstChunk, byte[] value) {
    if (firstChunk.isEmpty()) {
      measurements.conclude();
      measurements.sharing = ByteBuffer.wrap(value).getInt();
    } else if (!measurements.add(Integer.parseInt(firstChunk), value)) {
      throw new IllegalStateException(
          "a row of %d measured bytes, unlike the others".formatted(value.length));
    }
  }

  private static void restoreCompletion(Round round) {
    Windows windows = round.windows;
    if (windows != null) {
      for (Participant store : round.stores.values()) {
        for (Attempt attempt : store.attempts.values()) {
          if (attempt.ordinal != Attempt.NO_ORDINAL) {
            windows.restore(attempt.ordinal, new AttemptReference(store.storeId, attempt.id));
          }
        }
      }
      return;
    }
    List<Map.Entry<Long, AttemptReference>> counted = new ArrayList<>();
    for (Participant store : round.stores.values()) {
      Attempt attempt = store.counted();
      if (attempt != null) {
        counted.add(Map.entry(attempt.ordinal, new AttemptReference(store.storeId, attempt.id)));
      }
    }
    counted.sort(Map.Entry.comparingByKey());
    counted.forEach(entry -> round.completion.add(entry.getValue()));
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

  private static <T> T read(Map.Entry<byte[], byte[]> row, Reading<T> reading) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row.getValue()))) {
      return reading.from(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }
}
