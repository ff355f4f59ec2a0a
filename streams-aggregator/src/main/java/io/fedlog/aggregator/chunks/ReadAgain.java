package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.Topics;
import java.util.Map;

/**
 * Takes in what was read again: parked records as if they came now, others into the sums they
 * belong to.
 */
final class ReadAgain {
  /** Bytes taken in in one go. */
  private static final int BYTES = 8 << 20;

  /** The same while new updates come, which would have to wait behind it. */
  private static final int BYTES_BESIDE_UPLOADS = 1 << 20;

  /** Records taken in in one go. */
  private static final int RECORDS = 2048;

  private final Rereads rereads;
  private final Map<String, LiveRound> live;
  private final RoundShelf shelf;
  private final Uploads uploads;
  private final Parking parking;
  private final Codecs codecs;
  private final Emitter emitter;
  private final int partition;

  ReadAgain(
      Rereads rereads,
      Map<String, LiveRound> live,
      RoundShelf shelf,
      Uploads uploads,
      Parking parking,
      Codecs codecs,
      Emitter emitter,
      int partition) {
    this.rereads = rereads;
    this.live = live;
    this.shelf = shelf;
    this.uploads = uploads;
    this.parking = parking;
    this.codecs = codecs;
    this.emitter = emitter;
    this.partition = partition;
  }

  /**
   * Takes in what has come, within limits.
   *
   * @param besideUploads whether updates have come since the last time
   * @return whether something was reported that others wait for
   */
  boolean take(long now, boolean besideUploads) {
    boolean awaited = false;
    int bytes = 0;
    int limit = besideUploads ? BYTES_BESIDE_UPLOADS : BYTES;
    Resummation sums = new Resummation(codecs);
    for (int i = 0; i < RECORDS && bytes < limit; i++) {
      Rereads.Answer answer = rereads.next();
      if (answer == null) {
        break;
      }
      byte[] value = answer.record().value();
      bytes += value == null ? 0 : value.length;
      if (answer.purpose() == Rereads.Purpose.ADMIT) {
        awaited |= admit(answer.record(), now);
      } else {
        bytes += change(answer, sums, now);
      }
    }
    sums.finish();
    return awaited;
  }

  private boolean admit(UpdateReader.Reread record, long now) {
    String roundId = Topics.roundIdOfUpdates(record.topic());
    shelf.unpark(roundId, record.offset());
    Source source = new Source(record.topic(), partition, record.offset());
    if (record.value() == null) {
      emitter.rejected(source, roundId, null, null, "lost", "it is no longer on the log");
      return false;
    }
    return uploads.take(source, record.key(), record.value(), now);
  }

  /** Says what it takes to decode the record: what is small on the log may not be here. */
  private int change(Rereads.Answer answer, Resummation sums, long now) {
    LiveRound round = live.get(Topics.roundIdOfUpdates(answer.record().topic()));
    if (round == null) {
      return 0;
    }
    try {
      sums.take(round, answer.record(), answer.purpose());
    } catch (RegistryException e) {
      parking.readAgain(answer, now, e);
    }
    return round.plan.decodedBytes();
  }
}
