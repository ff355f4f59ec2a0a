package io.fedlog.coordinator.rest.binary;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a version's parameters in one binary form; the same bytes each time. */
interface ModelWriter {

  /** Writes them; may close {@code out}. */
  void write(ModelArrays arrays, OutputStream out) throws IOException;
}
