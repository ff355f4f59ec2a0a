package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.runtime.tensors.TensorType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What begins an npy file, versions 1 to 3: a mark, a length, and a Python dictionary that gives
 * the type, the order and the shape ({@code numpy.lib.format}). Nothing of it is evaluated;
 * objects, structures and big-endian numbers are refused.
 *
 * @param bytes of all of it
 */
record NpyHeader(TensorType type, List<Long> shape, int bytes) {

  static final int LONGEST = 4096;

  private static final byte[] MARK = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  private static final Map<String, TensorType> TYPES =
      Map.ofEntries(
          Map.entry("<f2", TensorType.F16),
          Map.entry("<f4", TensorType.F32),
          Map.entry("<f8", TensorType.F64),
          Map.entry("|i1", TensorType.I8),
          Map.entry("|u1", TensorType.U8),
          Map.entry("<i2", TensorType.I16),
          Map.entry("<u2", TensorType.U16),
          Map.entry("<i4", TensorType.I32),
          Map.entry("<u4", TensorType.U32),
          Map.entry("<i8", TensorType.I64),
          Map.entry("<u8", TensorType.U64));

  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*+'(\\w++)'\\s*+:\\s*+(?:'([^']*+)'|(True|False)|(\\([0-9, ]*+\\)))\\s*+(,|(?=}))");

  private static final Pattern END = Pattern.compile("\\s*+}\\s*+");
  private static final Pattern SHAPE =
      Pattern.compile("\\((\\d{1,18},|\\d{1,18}(?:, ?\\d{1,18})++,?)?\\)");

  /**
   * Reads one.
   *
   * @param array its name, for messages
   */
  static NpyHeader read(InputStream in, String array) throws IOException {
    byte[] start = exactly(in, MARK.length + 2, array);
    boolean marked = ByteBuffer.wrap(start, 0, MARK.length).equals(ByteBuffer.wrap(MARK));
    int version = start[MARK.length];
    if (!marked || version < 1 || version > 3) {
      throw wrong(array, "is no npy file of version 1, 2 or 3");
    }
    int width = version == 1 ? Short.BYTES : Integer.BYTES;
    ByteBuffer length = ByteBuffer.wrap(exactly(in, width, array)).order(ByteOrder.LITTLE_ENDIAN);
    long bytes =
        version == 1
            ? Short.toUnsignedLong(length.getShort())
            : Integer.toUnsignedLong(length.getInt());
    if (bytes > LONGEST) {
      throw wrong(array, "has a header of " + bytes + " bytes, more than " + LONGEST);
    }
    String text =
        new String(
            exactly(in, (int) bytes, array),
            version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return of(entries(text, array), start.length + width + (int) bytes, array);
  }

  private static NpyHeader of(Map<String, String> entries, int bytes, String array) {
    String descr = entries.get("descr");
    String shape = entries.get("shape");
    String order = entries.get("fortran_order");
    if (descr == null || shape == null || order == null || entries.size() != 3) {
      throw wrong(array, "has a header with " + entries.keySet());
    }
    if (!order.equals("False")) {
      throw wrong(array, "is in Fortran's order; save numpy.ascontiguousarray of it");
    }
    TensorType type = TYPES.get(descr);
    if (type == null) {
      throw wrong(
          array,
          "is of type '%s'; expected one of %s"
              .formatted(descr, TYPES.keySet().stream().sorted().toList()));
    }
    return new NpyHeader(type, shape(shape, array), bytes);
  }

  private static Map<String, String> entries(String text, String array) {
    Map<String, String> entries = new HashMap<>();
    Matcher entry = ENTRY.matcher(text);
    int at = text.startsWith("{") ? 1 : text.length();
    while (entry.region(at, text.length()).lookingAt()) {
      String value =
          entry.group(2) != null
              ? entry.group(2)
              : entry.group(3) != null ? entry.group(3) : entry.group(4);
      if (entries.put(entry.group(1), value) != null) {
        throw wrong(array, "has a header with " + entry.group(1) + " twice");
      }
      at = entry.end();
    }
    if (!END.matcher(text).region(at, text.length()).matches()) {
      throw wrong(
          array,
          "has another header than numpy writes for plain numbers (objects and structures are never read)");
    }
    return entries;
  }

  private static List<Long> shape(String tuple, String array) {
    Matcher form = SHAPE.matcher(tuple);
    if (!form.matches()) {
      throw wrong(array, "has the shape " + tuple + ", which is none");
    }
    List<Long> shape = new ArrayList<>();
    if (form.group(1) != null) {
      for (String length : form.group(1).split(", ?")) {
        shape.add(Long.valueOf(length));
      }
    }
    return shape;
  }

  private static byte[] exactly(InputStream in, int bytes, String array) throws IOException {
    byte[] read = in.readNBytes(bytes);
    if (read.length < bytes) {
      throw BodyException.malformed(
          "model_parameters: array \"" + array + "\" ends within its header; send it whole");
    }
    return read;
  }

  private static BodyException wrong(String array, String what) {
    return BodyException.unfit("model_parameters: array \"" + array + "\" " + what);
  }
}
