package io.fedlog.learning.method;

import io.fedlog.learning.encoding.UpdateEncoding;

/** What the numbers of an update's payload are, once they are decoded. */
public enum UpdateValues {
  /** The parameters, written as the model's. */
  PARAMETERS,
  /** Differences to the base version, written as the model's parameters. */
  DIFFERENCES,
  /** Differences to the base version in whole units of the grid, 8 bytes a parameter. */
  UNITS,
  /** The same under masks: any 64-bit integers, which mean nothing but in their sum. */
  MASKED_UNITS;

  /** Those of updates that travel so, without masks. */
  public static UpdateValues of(UpdateEncoding.Kind kind) {
    if (kind.isOfUnits()) {
      return UNITS;
    }
    return kind.isOfDeltas() ? DIFFERENCES : PARAMETERS;
  }
}
