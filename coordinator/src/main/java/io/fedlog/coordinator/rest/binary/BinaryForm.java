package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.LimitedInput;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.runtime.models.Model;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The binary forms in which parameters are taken and given. */
public enum BinaryForm {
  SAFETENSORS("application/vnd.safetensors", new SafetensorsReader(), new SafetensorsWriter()),
  NPZ("application/x-npz", new NpzReader(), new NpzWriter()),
  AVRO("application/avro", new AvroReader(), new AvroWriter());

  private final String mediaType;
  private final ArrayReader reader;
  private final ModelWriter writer;

  BinaryForm(String mediaType, ArrayReader reader, ModelWriter writer) {
    this.mediaType = mediaType;
    this.reader = reader;
    this.writer = writer;
  }

  public String mediaType() {
    return mediaType;
  }

  /**
   * Memory that it takes to read an upload.
   *
   * @param announced bytes of the body
   */
  public long memory(long announced, Wanted wanted) {
    return reader.memory(announced, wanted);
  }

  /**
   * Reads the parameters of an upload.
   *
   * @throws io.fedlog.coordinator.rest.body.BodyException when the body is not of this form, is too
   *     long, or is no such update as is wanted
   */
  public Parameters read(InputStream in, Wanted wanted) throws IOException {
    return reader.read(new LimitedInput(in, wanted.mostBytes()), wanted);
  }

  /**
   * Writes a version of numbers, the same bytes each time.
   *
   * @param out is closed
   * @throws IllegalArgumentException when its arrays cannot be told apart by their names; nothing
   *     was written
   */
  public void write(Model model, OutputStream out) throws IOException {
    ModelArrays arrays = ModelArrays.of(model);
    try (out) {
      writer.write(arrays, out);
    }
  }
}
