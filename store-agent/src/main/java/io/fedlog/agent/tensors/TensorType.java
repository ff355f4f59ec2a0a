package io.fedlog.agent.tensors;

import java.util.Arrays;
import java.util.List;

/** What one number of an array is, under the format's own names. Little-endian throughout. */
public enum TensorType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  U16(2),
  I16(2),
  F16(2),
  BF16(2),
  U32(4),
  I32(4),
  F32(4),
  U64(8),
  I64(8),
  F64(8);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  static TensorType named(String name) {
    List<TensorType> all = Arrays.asList(values());
    return all.stream()
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("dtype \"" + name + "\", expected one of " + all));
  }
}
