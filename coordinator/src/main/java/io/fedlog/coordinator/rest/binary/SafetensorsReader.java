package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.runtime.tensors.TensorEntry;
import io.fedlog.runtime.tensors.TensorHeader;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads safetensors: 8 bytes with the header's length, the header, the arrays in the order of their
 * offsets. That order is also the order of the layers where an upload fixes the layout.
 */
final class SafetensorsReader implements ArrayReader {

  static final int LONGEST_HEADER = 1 << 20;

  /** Where the round's arrays are known: room for metadata, and for each array beside its name. */
  private static final int METADATA = 64 * 1024;

  private static final int ENTRY = 512;

  /** Memory for each byte of a header while it is read. */
  private static final int COST = 16;

  /** The most that a number grows: from a byte to a double. */
  private static final int GROWTH = 8;

  @Override
  public long memory(long announced, Wanted wanted) {
    long numbers =
        wanted.round() == null
            ? Math.min(wanted.mostUpdateBytes(), GROWTH * announced)
            : wanted.mostUpdateBytes();
    return numbers + (long) COST * Math.min(announced, longestHeader(wanted)) + OVERHEAD;
  }

  /** A header is bounded by what the round's can need. */
  private static int longestHeader(Wanted wanted) {
    RoundDefinition round = wanted.round();
    if (round == null) {
      return LONGEST_HEADER;
    }
    long needed = METADATA;
    for (Tensor array : round.getLayout()) {
      needed += ENTRY + 2L * array.getName().length();
    }
    return (int) Math.min(LONGEST_HEADER, needed);
  }

  @Override
  public Parameters read(InputStream in, Wanted wanted) throws IOException {
    List<TensorEntry> entries = entries(in, longestHeader(wanted));
    ArraySink sink = wanted.round() == null ? first(entries, wanted) : wanted.sink();
    NumberInput numbers = new NumberInput(in, wanted.encoding() == Encoding.FLOAT32);
    for (TensorEntry entry : entries) {
      long count = (entry.end() - entry.begin()) / entry.type().bytes();
      numbers.read(entry.name(), entry.type(), count, sink.next(entry.name(), entry.shape()));
    }
    if (in.read() >= 0) {
      throw BodyException.unfit(
          "the body: more follows the arrays that the safetensors header names");
    }
    return sink.whole();
  }

  /** The layout is known before the first number, so that memory is taken once. */
  private static ArraySink first(List<TensorEntry> entries, Wanted wanted) {
    List<Tensor> arrived = new ArrayList<>();
    long count = 0;
    for (TensorEntry entry : entries) {
      Tensor tensor = Shapes.tensor(entry.name(), entry.shape());
      NumberInput.requireNumbers(entry.name(), entry.type());
      count += Shapes.count(tensor, wanted.mostNumbers() - count);
      arrived.add(tensor);
    }
    if (count == 0) {
      throw BodyException.unfit("model_parameters: expected at least one number, none came");
    }
    return new UpdateBuffer(ArrayNames.layout(arrived), Encoding.FLOAT64);
  }

  private static List<TensorEntry> entries(InputStream in, int longest) throws IOException {
    byte[] length = in.readNBytes(Long.BYTES);
    if (length.length < Long.BYTES) {
      throw BodyException.malformed(
          "the body: expected safetensors, 8 bytes with the header's length first");
    }
    long bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (bytes < 0 || bytes > longest) {
      throw BodyException.unfit(
          "the body: the safetensors header is said to have %s bytes; expected at most %d"
              .formatted(Long.toUnsignedString(bytes), longest));
    }
    byte[] header = in.readNBytes((int) bytes);
    if (header.length < bytes) {
      throw BodyException.unfit(
          "the body: the safetensors header is said to have %d bytes; only %d follow"
              .formatted(bytes, header.length));
    }
    try {
      return new ArrayList<>(TensorHeader.parse(header).values());
    } catch (IllegalArgumentException e) {
      throw BodyException.unfit("the body, as safetensors: " + e.getMessage());
    }
  }
}
