package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.staleness.Staleness;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a round's head is written down. */
final class RoundRow {
  private RoundRow() {}

  static void write(Round round, DataOutputStream out) throws IOException {
    writeTerms(round.terms, out);
    out.writeLong(round.openedAt);
    out.writeLong(round.openedOffset);
    byte[] pages = round.pagesSeen.toByteArray();
    out.writeInt(pages.length);
    out.write(pages);
    out.writeByte(round.status.ordinal());
    writeText(out, round.reason);
    out.writeInt(round.targeted);
    out.writeInt(round.joined);
    out.writeInt(round.completed);
    out.writeBoolean(round.aggregateNow);
    ChoiceRow.write(round.choice, out);
    out.writeBoolean(round.ready);
    out.writeInt(round.rosterPages);
    out.writeInt(round.rosterEntries);
    out.writeInt(round.rosterBytes);
    out.writeLong(round.version);
    writeText(out, round.sha256);
    out.writeInt(round.cohortSize);
    out.writeLong(round.totalWeight);
    out.writeLong(round.modelBytes);
    out.writeBoolean(round.withState);
    writeText(out, round.noiseKeyId);
    out.writeLong(round.decidedAt);
    out.writeLong(round.endedAt);
    out.writeLong(round.logOffset);
    out.writeBoolean(round.settled);
    out.writeBoolean(round.retired);
    writeTallies(round.chunkTallies, out);
    writeTallies(round.byteTallies, out);
    writeFates(round.settledAttempts, out);
    out.writeInt(round.trainingMetrics.size());
    for (Map.Entry<String, Double> metric : new TreeMap<>(round.trainingMetrics).entrySet()) {
      out.writeUTF(metric.getKey());
      out.writeDouble(metric.getValue());
    }
    out.writeBoolean(round.shown);
    if (round.windows != null) {
      round.windows.write(out);
    }
    round.trace.write(out);
  }

  static Round read(DataInputStream in) throws IOException {
    Round round = new Round(readTerms(in), in.readLong(), in.readLong());
    round.pagesSeen.or(BitSet.valueOf(in.readNBytes(in.readInt())));
    round.status = RoundStatus.values()[in.readByte()];
    round.reason = readText(in);
    round.targeted = in.readInt();
    round.joined = in.readInt();
    round.completed = in.readInt();
    round.aggregateNow = in.readBoolean();
    round.choice = ChoiceRow.read(in);
    round.ready = in.readBoolean();
    round.rosterPages = in.readInt();
    round.rosterEntries = in.readInt();
    round.rosterBytes = in.readInt();
    round.version = in.readLong();
    round.sha256 = readText(in);
    round.cohortSize = in.readInt();
    round.totalWeight = in.readLong();
    round.modelBytes = in.readLong();
    round.withState = in.readBoolean();
    round.noiseKeyId = readText(in);
    round.decidedAt = in.readLong();
    round.endedAt = in.readLong();
    round.logOffset = in.readLong();
    round.settled = in.readBoolean();
    round.retired = in.readBoolean();
    readTallies(round.chunkTallies, in);
    readTallies(round.byteTallies, in);
    round.settledAttempts = readFates(in);
    Map<String, Double> metrics = new TreeMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      metrics.put(in.readUTF(), in.readDouble());
    }
    round.trainingMetrics = Map.copyOf(metrics);
    round.shown = in.readBoolean();
    if (round.windows != null) {
      round.windows.read(in);
    }
    round.trace.read(in);
    round.saved = round.mark();
    return round;
  }

  private static void writeTerms(RoundTerms terms, DataOutputStream out) throws IOException {
    out.writeUTF(terms.roundId());
    out.writeUTF(terms.modelType());
    out.writeInt(terms.targetCount());
    out.writeInt(terms.targetPages());
    out.writeInt(terms.minStores());
    out.writeUTF(terms.threshold().toString());
    out.writeLong(terms.joinWindowMs());
    out.writeLong(terms.deadlineMs());
    out.writeBoolean(terms.aggregateAtDeadline());
    out.writeInt(terms.chunkCount());
    out.writeLong(terms.updateBytes());
    out.writeBoolean(terms.fixedLength());
    out.writeLong(terms.baseVersion());
    out.writeByte(terms.weighting().kind().ordinal());
    writeText(out, terms.weighting().metric());
    out.writeLong(terms.maxWeight());
    out.writeInt(terms.maxCohort());
    WindowTerms windows = terms.windows();
    out.writeBoolean(windows != null);
    if (windows != null) {
      out.writeInt(windows.updates());
      out.writeLong(windows.windowMs());
      out.writeInt(windows.mostWindows());
      out.writeInt(windows.maxStaleness());
      out.writeByte(windows.staleness().kind().ordinal());
      out.writeDouble(windows.staleness().a());
      out.writeDouble(windows.staleness().b());
    }
    out.writeInt(terms.take());
    out.writeBoolean(terms.countsSteps());
    PrivacyTerms privacy = terms.privacy();
    out.writeBoolean(privacy != null);
    if (privacy != null) {
      out.writeByte(privacy.mode().ordinal());
      out.writeByte(privacy.noise().ordinal());
      out.writeLong(privacy.clipUnits());
      out.writeLong(privacy.noiseUnits());
      out.writeDouble(privacy.delta());
      out.writeInt(privacy.shares());
    }
    MaskingRow.write(terms.masking(), out);
  }

  private static RoundTerms readTerms(DataInputStream in) throws IOException {
    RoundTerms terms =
        new RoundTerms(
            in.readUTF(),
            in.readUTF(),
            in.readInt(),
            in.readInt(),
            in.readInt(),
            new BigDecimal(in.readUTF()),
            in.readLong(),
            in.readLong(),
            in.readBoolean(),
            in.readInt(),
            in.readLong(),
            in.readBoolean(),
            in.readLong(),
            new WeightRule(WeightRule.Kind.values()[in.readByte()], readText(in)),
            in.readLong(),
            in.readInt(),
            in.readBoolean() ? readWindows(in) : null);
    return terms
        .taking(in.readInt())
        .countingSteps(in.readBoolean())
        .under(in.readBoolean() ? readPrivacy(in) : null)
        .masked(MaskingRow.read(in));
  }

  private static PrivacyTerms readPrivacy(DataInputStream in) throws IOException {
    return new PrivacyTerms(
        PrivacyTerms.Mode.values()[in.readByte()],
        PrivacyTerms.Noise.values()[in.readByte()],
        in.readLong(),
        in.readLong(),
        in.readDouble(),
        in.readInt());
  }

  private static WindowTerms readWindows(DataInputStream in) throws IOException {
    return new WindowTerms(
        in.readInt(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        new Staleness(Staleness.Kind.values()[in.readByte()], in.readDouble(), in.readDouble()));
  }

  private static void writeTallies(Map<Integer, Fates> tallies, DataOutputStream out)
      throws IOException {
    out.writeInt(tallies.size());
    for (Map.Entry<Integer, Fates> tally : tallies.entrySet()) {
      out.writeInt(tally.getKey());
      writeFates(tally.getValue(), out);
    }
  }

  private static void readTallies(Map<Integer, Fates> tallies, DataInputStream in)
      throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      tallies.put(in.readInt(), readFates(in));
    }
  }

  static void writeFates(Fates fates, DataOutputStream out) throws IOException {
    out.writeLong(fates.received());
    out.writeLong(fates.aggregated());
    out.writeLong(fates.duplicate());
    out.writeLong(fates.late());
    out.writeLong(fates.incomplete());
    out.writeLong(fates.notSelected());
    out.writeLong(fates.failed());
    out.writeLong(fates.cancelled());
    out.writeInt(fates.rejected().size());
    for (Map.Entry<String, Long> reason : new TreeMap<>(fates.rejected()).entrySet()) {
      out.writeUTF(reason.getKey());
      out.writeLong(reason.getValue());
    }
  }

  static Fates readFates(DataInputStream in) throws IOException {
    long[] counts = new long[8];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.readLong();
    }
    Map<String, Long> rejected = new TreeMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      rejected.put(in.readUTF(), in.readLong());
    }
    return new Fates(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7],
        rejected);
  }

  private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    out.writeBoolean(text != null);
    if (text != null) {
      out.writeUTF(text);
    }
  }

  private static @Nullable String readText(DataInputStream in) throws IOException {
    return in.readBoolean() ? in.readUTF() : null;
  }
}
