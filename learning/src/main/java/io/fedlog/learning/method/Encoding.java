package io.fedlog.learning.method;

import io.fedlog.learning.exact.NumberFormat;

/** How an update's payload is written. */
public enum Encoding {
  /** IEEE 754 single precision, little-endian, 4 bytes a parameter. */
  FLOAT32,
  /** IEEE 754 double precision, little-endian, 8 bytes a parameter. */
  FLOAT64,
  /** UTF-8 lines, sorted by code unit, unique, each ended by LF. */
  TEXT;

  /** Whether payloads are numbers rather than text. */
  public boolean isNumeric() {
    return this != TEXT;
  }

  /** The number format; fails for {@link #TEXT}. */
  NumberFormat numberFormat() {
    return switch (this) {
      case FLOAT32 -> NumberFormat.FLOAT32;
      case FLOAT64 -> NumberFormat.FLOAT64;
      case TEXT ->
          throw new IllegalArgumentException("encoding is TEXT, expected FLOAT32 or FLOAT64");
    };
  }
}
