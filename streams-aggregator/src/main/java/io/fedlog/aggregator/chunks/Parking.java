package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.chunks.Rereads.Purpose;
import io.fedlog.aggregator.wire.Emitter;
import io.fedlog.aggregator.wire.Source;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that cannot be judged yet: their round's definition has not come, or the schema registry
 * that knows how to read them does not answer. They are read again when it can be done.
 */
final class Parking {
  private static final Logger log = LoggerFactory.getLogger(Parking.class);
  private static final long WARN_EVERY_MS = 30_000;

  private final RoundShelf shelf;
  private final Rereads rereads;
  private final Emitter emitter;
  private final int partition;
  private final Duration limit;
  private final Map<String, Map<Long, Purpose>> again = new HashMap<>();
  private long warnedAt = Long.MIN_VALUE;

  /**
   * @param limit how long a record may wait for its round's definition
   */
  Parking(RoundShelf shelf, Rereads rereads, Emitter emitter, int partition, Duration limit) {
    this.shelf = shelf;
    this.rereads = rereads;
    this.emitter = emitter;
    this.partition = partition;
    this.limit = limit;
  }

  /** Lets a record wait whose schema cannot be asked for. */
  void withoutSchema(Source source, String roundId, long at, RegistryException reason) {
    shelf.park(new RoundShelf.Parked(roundId, source.offset(), at));
    warn(source.topic(), source.offset(), at, reason);
  }

  /** Lets a record wait that is part of a sum and whose schema cannot be asked for. */
  void readAgain(Rereads.Answer answer, long now, RegistryException reason) {
    String topic = answer.record().topic();
    long offset = answer.record().offset();
    again.computeIfAbsent(topic, name -> new HashMap<>()).put(offset, answer.purpose());
    warn(topic, offset, now, reason);
  }

  private void warn(String topic, long offset, long now, RegistryException reason) {
    if (Math.abs(now - warnedAt) >= WARN_EVERY_MS || warnedAt == Long.MIN_VALUE) {
      warnedAt = now;
      log.warn(
          "Records wait for the schema registry topic={} partition={} offset={} reason={}",
          topic,
          partition,
          offset,
          reason.getMessage());
    }
  }

  /** Reads again what can be judged by now, and gives up what has waited too long. */
  void check(long now) {
    again.forEach(rereads::request);
    again.clear();
    Map<String, Map<Long, Purpose>> wanted = new HashMap<>();
    for (RoundShelf.Parked parked : shelf.parked(null)) {
      if (shelf.definition(parked.roundId()) != null) {
        wanted
            .computeIfAbsent(parked.roundId(), id -> new HashMap<>())
            .put(parked.offset(), Purpose.ADMIT);
      } else if (now - parked.atMillis() > limit.toMillis()) {
        giveUp(parked);
      }
    }
    wanted.forEach((roundId, offsets) -> rereads.request(Topics.updates(roundId).name(), offsets));
  }

  private void giveUp(RoundShelf.Parked parked) {
    shelf.unpark(parked.roundId(), parked.offset());
    emitter.rejected(
        new Source(Topics.updates(parked.roundId()).name(), partition, parked.offset()),
        parked.roundId(),
        null,
        null,
        "unknown_round",
        "no definition of the round came within " + limit.toSeconds() + " s");
  }
}
