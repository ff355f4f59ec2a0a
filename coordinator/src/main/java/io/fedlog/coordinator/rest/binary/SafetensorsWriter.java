package io.fedlog.coordinator.rest.binary;

import io.fedlog.runtime.tensors.TensorEntry;
import io.fedlog.runtime.tensors.TensorWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/** Writes safetensors: a header, then the version's bytes as they are. */
final class SafetensorsWriter implements ModelWriter {

  @Override
  public void write(ModelArrays arrays, OutputStream out) throws IOException {
    ByteBuffer header = TensorWriter.header(arrays.entries(), Map.of());
    out.write(header.array(), 0, header.limit());
    for (TensorEntry entry : arrays.entries()) {
      arrays.write(entry, out);
    }
  }
}
