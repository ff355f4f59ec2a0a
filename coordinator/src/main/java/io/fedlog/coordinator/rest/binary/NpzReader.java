package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads npz: a ZIP of npy files, stored or deflated, as {@code numpy.savez} and {@code
 * numpy.savez_compressed} write it. Of each entry no more is unpacked than its array needs, and of
 * an array no more is taken than the round has room for, so that a small body cannot become a large
 * one. Names of entries are names of arrays and never paths.
 */
final class NpzReader implements ArrayReader {

  private static final String SUFFIX = ".npy";
  private static final int LONGEST_NAME = 400;

  /** The record that ends every ZIP without a comment: its length, mark and number of entries. */
  private static final int END_BYTES = 22;

  private static final int END_MARK = 0x06054b50;
  private static final int END_ENTRIES_AT = 10;

  @Override
  public long memory(long announced, Wanted wanted) {
    long numbers = wanted.round() == null ? 3 * wanted.mostUpdateBytes() : wanted.mostUpdateBytes();
    return numbers + OVERHEAD;
  }

  @Override
  public Parameters read(InputStream in, Wanted wanted) throws IOException {
    TailInput body = new TailInput(in, END_BYTES);
    ArraySink sink = wanted.sink();
    try (ZipInputStream zip = new ZipInputStream(body, StandardCharsets.UTF_8)) {
      NumberInput numbers = new NumberInput(zip, wanted.encoding() == Encoding.FLOAT32);
      int entries = 0;
      for (ZipEntry entry = next(zip); entry != null; entry = next(zip)) {
        entries++;
        readArray(entry, zip, sink, numbers);
      }
      requireEnd(body, entries);
      return sink.whole();
    } catch (EOFException e) {
      throw malformed("it ends within an entry");
    } catch (ZipException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable ZipEntry next(ZipInputStream zip) throws IOException {
    try {
      return zip.getNextEntry();
    } catch (IllegalArgumentException e) {
      throw malformed("an entry's name is not UTF-8");
    }
  }

  private static void readArray(
      ZipEntry entry, ZipInputStream zip, ArraySink sink, NumberInput numbers) throws IOException {
    String file = entry.getName();
    if (!file.endsWith(SUFFIX) || file.length() > LONGEST_NAME) {
      throw BodyException.unfit(
          "the body, as npz: expected entries named ARRAY.npy of at most %d characters; one is not"
              .formatted(LONGEST_NAME));
    }
    String array = file.substring(0, file.length() - SUFFIX.length());
    NpyHeader header = NpyHeader.read(zip, array);
    NumberSink target = sink.next(array, header.shape());
    Tensor tensor = Shapes.tensor(array, header.shape());
    long count = Shapes.count(tensor, Integer.MAX_VALUE);
    long bytes = header.bytes() + count * header.type().bytes();
    if (entry.getSize() >= 0 && entry.getSize() != bytes) {
      throw BodyException.unfit(
          "model_parameters: array \"%s\" is said to unpack to %d bytes; its header and shape need %d"
              .formatted(array, entry.getSize(), bytes));
    }
    numbers.read(array, header.type(), count, target);
    if (zip.read() >= 0) {
      throw BodyException.unfit(
          "model_parameters: array \"%s\" unpacks to more than the %d bytes that its header and shape need"
              .formatted(array, bytes));
    }
  }

  /** A body that was cut off between two entries looks whole until here. */
  private static void requireEnd(TailInput body, int entries) throws IOException {
    byte[] rest = new byte[4096];
    while (body.read(rest, 0, rest.length) >= 0) {
      continue;
    }
    ByteBuffer end = ByteBuffer.wrap(body.tail()).order(ByteOrder.LITTLE_ENDIAN);
    int named = Short.toUnsignedInt(end.getShort(END_ENTRIES_AT));
    if (end.getInt(0) != END_MARK || named != entries) {
      throw malformed("it does not end with a directory of its " + entries + " entries");
    }
  }

  private static BodyException malformed(String what) {
    return BodyException.malformed(
        "the body: expected npz, a ZIP of npy files, stored or deflated; " + what);
  }
}
