package io.fedlog.coordinator.rest.binary;

import io.fedlog.learning.model.ControlArrays;
import io.fedlog.runtime.models.Model;
import io.fedlog.runtime.tensors.TensorEntry;
import io.fedlog.runtime.tensors.TensorType;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * A version's own arrays under the names that binary bodies have, one after another as its bytes
 * are. Control variates beside the model are left out: they come last.
 */
final class ModelArrays {

  private static final int SLICE = 64 * 1024;

  private final List<TensorEntry> entries;
  private final ByteBuffer bytes;

  private ModelArrays(List<TensorEntry> entries, ByteBuffer bytes) {
    this.entries = entries;
    this.bytes = bytes;
  }

  /**
   * Those of a version of numbers.
   *
   * @throws IllegalArgumentException when two have one name, so that only JSON tells them apart
   */
  static ModelArrays of(Model model) {
    TensorType type =
        model.manifest().getEncoding() == Encoding.FLOAT32 ? TensorType.F32 : TensorType.F64;
    List<Tensor> layout =
        model.manifest().getLayout().stream()
            .filter(array -> !ControlArrays.isOne(array.getName()))
            .toList();
    List<String> names = ArrayNames.of(layout);
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "the version has layers that only application/json tells apart, such as a list and a layer named like one of its arrays");
    }
    List<TensorEntry> entries = new ArrayList<>();
    long at = 0;
    for (int i = 0; i < layout.size(); i++) {
      long end = at + (long) Shapes.count(layout.get(i), Integer.MAX_VALUE) * type.bytes();
      List<Long> shape = layout.get(i).getShape().stream().map(Integer::longValue).toList();
      entries.add(new TensorEntry(names.get(i), type, shape, at, end));
      at = end;
    }
    return new ModelArrays(entries, model.bytes());
  }

  /** Names, types, shapes and places, without gaps. */
  List<TensorEntry> entries() {
    return entries;
  }

  /** The bytes of one array, read-only. */
  ByteBuffer bytes(TensorEntry entry) {
    return bytes.slice((int) entry.begin(), (int) (entry.end() - entry.begin()));
  }

  /** Writes the bytes of one array, a slice at a time. */
  void write(TensorEntry entry, OutputStream out) throws IOException {
    ByteBuffer rest = bytes(entry);
    byte[] slice = new byte[Math.min(SLICE, rest.remaining())];
    while (rest.hasRemaining()) {
      int length = Math.min(slice.length, rest.remaining());
      rest.get(slice, 0, length);
      out.write(slice, 0, length);
    }
  }
}
