package io.fedlog.learning.exact;

/** How a payload writes numbers: IEEE 754, little-endian, one after the other. */
public enum NumberFormat {
  /** Single precision, 4 bytes. */
  FLOAT32(Float.BYTES),
  /** Double precision, 8 bytes. */
  FLOAT64(Double.BYTES);

  private final int bytes;

  NumberFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
