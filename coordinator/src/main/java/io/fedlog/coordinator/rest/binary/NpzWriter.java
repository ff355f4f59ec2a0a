package io.fedlog.coordinator.rest.binary;

import io.fedlog.runtime.tensors.TensorEntry;
import io.fedlog.runtime.tensors.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes npz as {@code numpy.savez} does: stored, since trained numbers hardly compress. */
final class NpzWriter implements ModelWriter {

  /** The time of every entry, the first that a ZIP can say: a version is the same bytes always. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final byte[] MARK = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The data of an npy file begins at a multiple of it. */
  private static final int ALIGNMENT = 64;

  @Override
  public void write(ModelArrays arrays, OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (TensorEntry array : arrays.entries()) {
        byte[] header = header(array);
        CRC32 crc = new CRC32();
        crc.update(header);
        crc.update(arrays.bytes(array));
        ZipEntry entry = new ZipEntry(array.name() + ".npy");
        entry.setTimeLocal(TIME);
        entry.setSize(header.length + array.end() - array.begin());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(header);
        arrays.write(array, zip);
        zip.closeEntry();
      }
    }
  }

  private static byte[] header(TensorEntry array) {
    String lengths = array.shape().stream().map(String::valueOf).collect(Collectors.joining(", "));
    String shape = array.shape().size() == 1 ? lengths + "," : lengths;
    String fields =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(array.type() == TensorType.F32 ? "<f4" : "<f8", shape);
    int before = MARK.length + Short.BYTES;
    int whole = (before + fields.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    String text = fields + " ".repeat(whole - before - fields.length() - 1) + "\n";
    byte[] header = new byte[whole];
    System.arraycopy(MARK, 0, header, 0, MARK.length);
    header[MARK.length] = (byte) text.length();
    header[MARK.length + 1] = (byte) (text.length() >> Byte.SIZE);
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(ascii, 0, header, before, ascii.length);
    return header;
  }
}
