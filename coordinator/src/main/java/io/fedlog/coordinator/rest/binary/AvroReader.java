package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.runtime.tensors.TensorType;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.NumberType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads one {@link io.fedlog.schemas.ParameterSet} in Avro's single-object encoding, field by
 * field: the values of an array are never all in memory as bytes.
 */
final class AvroReader implements ArrayReader {

  private static final int LONGEST_NAME = 1600;

  @Override
  public long memory(long announced, Wanted wanted) {
    // A first upload grows: numbers as they come, the buffer they outgrew, at last the update.
    long numbers =
        wanted.round() == null
            ? Math.min(3 * wanted.mostUpdateBytes(), 6 * announced)
            : wanted.mostUpdateBytes();
    return numbers + OVERHEAD;
  }

  @Override
  public Parameters read(InputStream in, Wanted wanted) throws IOException {
    requireSchema(in);
    try {
      Parameters parameters = readArrays(in, wanted);
      if (in.read() >= 0) {
        throw malformed("ends after its arrays, more follows");
      }
      return parameters;
    } catch (EOFException e) {
      throw malformed("ends before its arrays do");
    } catch (InvalidNumberEncodingException
        | AvroRuntimeException
        | UnsupportedOperationException e) {
      throw malformed("has a length that cannot be");
    }
  }

  private static void requireSchema(InputStream in) throws IOException {
    byte[] expected = AvroForm.prefix();
    byte[] came = in.readNBytes(expected.length);
    if (!Arrays.equals(came, expected)) {
      throw malformed("does not begin with the single-object mark of ParameterSet");
    }
  }

  private static Parameters readArrays(InputStream in, Wanted wanted) throws IOException {
    BinaryDecoder decoder = DecoderFactory.get().directBinaryDecoder(in, null);
    ArraySink sink = wanted.sink();
    NumberInput numbers = new NumberInput(in, wanted.encoding() == Encoding.FLOAT32);
    for (long left = decoder.readArrayStart(); left > 0; left = decoder.arrayNext()) {
      for (; left > 0; left--) {
        readArray(decoder, sink, numbers);
      }
    }
    return sink.whole();
  }

  private static void readArray(BinaryDecoder decoder, ArraySink sink, NumberInput numbers)
      throws IOException {
    String name = name(decoder);
    List<Long> shape = shape(decoder, name);
    TensorType type = type(decoder.readEnum(), name);
    NumberSink target = sink.next(name, shape);
    long count = shape.stream().reduce(1L, (a, b) -> a * b); // no overflow: the sink took it
    long bytes = decoder.readLong();
    if (bytes != count * type.bytes()) {
      throw BodyException.unfit(
          "model_parameters: array \"%s\" of %s %s has %d bytes of values; expected %d"
              .formatted(name, type, shape, bytes, count * type.bytes()));
    }
    numbers.read(name, type, count, target);
  }

  private static String name(BinaryDecoder decoder) throws IOException {
    long bytes = decoder.readLong();
    if (bytes < 0 || bytes > LONGEST_NAME) {
      throw malformed("names an array with " + bytes + " bytes, more than " + LONGEST_NAME);
    }
    byte[] name = new byte[(int) bytes];
    decoder.readFixed(name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private static List<Long> shape(BinaryDecoder decoder, String name) throws IOException {
    List<Long> shape = new ArrayList<>();
    for (long left = decoder.readArrayStart(); left > 0; left = decoder.arrayNext()) {
      for (; left > 0; left--) {
        shape.add(decoder.readLong());
        if (shape.size() > Shapes.MOST_AXES) {
          throw malformed("gives array \"" + name + "\" more than " + Shapes.MOST_AXES + " axes");
        }
      }
    }
    return shape;
  }

  private static TensorType type(int symbol, String name) {
    NumberType[] types = NumberType.values();
    if (symbol < 0 || symbol >= types.length) {
      throw malformed("gives array \"" + name + "\" the type " + symbol + ", which is none");
    }
    return types[symbol] == NumberType.FLOAT32 ? TensorType.F32 : TensorType.F64;
  }

  private static BodyException malformed(String what) {
    return BodyException.malformed(
        "the body: expected one ParameterSet (parameters.avdl) in Avro's single-object encoding; it "
            + what);
  }
}
