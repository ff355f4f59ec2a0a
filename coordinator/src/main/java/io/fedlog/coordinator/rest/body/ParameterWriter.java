package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fedlog.learning.model.ControlArrays;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes a version's parameters as clients upload them, number by number, each in the fewest digits
 * that give it back. Control variates beside the model are left out: they come last.
 */
public final class ParameterWriter {

  private final JsonGenerator json;
  private final ByteBuffer bytes;
  private final boolean singles;

  private ParameterWriter(JsonGenerator json, Model model) {
    this.json = json;
    this.bytes = model.bytes();
    this.singles = model.manifest().getEncoding() == Encoding.FLOAT32;
  }

  /** Writes the object from layer name to arrays; the version must be of numbers. */
  public static void write(JsonGenerator json, Model model) throws IOException {
    List<Tensor> arrays =
        model.manifest().getLayout().stream()
            .filter(array -> !ControlArrays.isOne(array.getName()))
            .toList();
    new ParameterWriter(json, model).write(Layers.of(arrays));
  }

  private void write(List<Layers.Layer> layers) throws IOException {
    json.writeStartObject();
    for (Layers.Layer layer : layers) {
      json.writeFieldName(layer.name());
      if (layer.list()) {
        json.writeStartArray();
      }
      for (Tensor array : layer.arrays()) {
        write(array.getShape(), 0);
      }
      if (layer.list()) {
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }

  private void write(List<Integer> shape, int axis) throws IOException {
    if (axis == shape.size()) {
      if (singles) {
        json.writeNumber(bytes.getFloat());
      } else {
        json.writeNumber(bytes.getDouble());
      }
      return;
    }
    json.writeStartArray();
    for (int i = 0; i < shape.get(axis); i++) {
      write(shape, axis + 1);
    }
    json.writeEndArray();
  }
}
