package io.fedlog.aggregator.chunks;

import io.fedlog.aggregator.wire.Source;
import io.fedlog.schemas.RecordCodec;
import io.fedlog.schemas.RegistryException;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UnreadableRecordException;
import io.fedlog.schemas.UpdateChunk;
import io.fedlog.schemas.UpdateRecord;
import io.fedlog.schemas.UpdateSeal;
import org.jspecify.annotations.Nullable;

/** Reads what stores upload and passes it on. Nothing that is wrong with the bytes throws. */
final class Uploads {
  private final RecordCodec<UpdateRecord> codec;
  private final Accumulator accumulator;
  private final Refusals refusals;
  private final Parking parking;

  Uploads(
      RecordCodec<UpdateRecord> codec,
      Accumulator accumulator,
      Refusals refusals,
      Parking parking) {
    this.codec = codec;
    this.accumulator = accumulator;
    this.refusals = refusals;
    this.parking = parking;
  }

  /**
   * Takes in one record.
   *
   * @param at when it came, milliseconds since the epoch
   * @return whether something was reported that others wait for
   */
  boolean take(Source source, byte @Nullable [] key, byte[] value, long at) {
    String roundId = Topics.roundIdOfUpdates(source.topic());
    UpdateRecord update;
    try {
      update = codec.decode(value);
    } catch (UnreadableRecordException e) {
      refusals.refuse(
          source, roundId, null, null, new Admission.Fault(e.reason(), e.detail()), value.length);
      return false;
    } catch (RegistryException e) { // no fault of the record's
      parking.withoutSchema(source, roundId, at, e);
      return false;
    }
    return update.getBody() instanceof UpdateChunk chunk
        ? accumulator.chunk(source, roundId, key, chunk, at)
        : accumulator.seal(source, roundId, key, (UpdateSeal) update.getBody(), value, at);
  }
}
