package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import org.jspecify.annotations.Nullable;

/**
 * What an upload is to be.
 *
 * @param round its round; null while the first upload is to fix the layout
 * @param mostBytes of a body, and of the update that it says
 */
public record Wanted(@Nullable RoundDefinition round, long mostBytes) {

  /**
   * @throws BodyException when the round's updates are larger than a body may say
   */
  public Wanted {
    if (round != null && round.getUpdateBytes() > mostBytes) {
      throw BodyException.tooLarge(
          "the round's updates have %d bytes; expected at most %d (FL_HTTP_MAX_BODY) over this API"
              .formatted(round.getUpdateBytes(), mostBytes));
    }
  }

  /** Numbers that an update may have at most. */
  public long mostNumbers() {
    long most = mostBytes / Double.BYTES;
    return round == null ? most : Math.min(most, round.getParameterCount());
  }

  /** Bytes of the update at most, as it is put together. */
  long mostUpdateBytes() {
    return round == null ? mostBytes : round.getUpdateBytes();
  }

  /** Takes arrays whose names and shapes come with them. */
  ArraySink sink() {
    return round == null
        ? new ArrivedArrays(mostNumbers())
        : new UpdateBuffer(round.getLayout(), round.getEncoding());
  }

  /** The arrays of a round's update, or of the first one, which is in double precision. */
  Encoding encoding() {
    return round == null ? Encoding.FLOAT64 : round.getEncoding();
  }
}
