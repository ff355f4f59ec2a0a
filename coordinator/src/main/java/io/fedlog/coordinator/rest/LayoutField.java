package io.fedlog.coordinator.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fedlog.schemas.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A layout in a round's {@code config}: from layer name to a shape, such as {@code [784, 10]}, or
 * to a list of shapes where the layer is a list of arrays.
 */
final class LayoutField {

  static final String NAME = "layout";

  /** Says that the first upload fixes the layout, also where the model type has a version. */
  static final String OF_FIRST_UPLOAD = "first_upload";

  private static final String EXPECTED =
      "an object from layer name to a shape or a list of shapes, or \"" + OF_FIRST_UPLOAD + "\"";

  private LayoutField() {}

  static boolean isOfFirstUpload(Fields config) {
    return config
        .value(NAME)
        .filter(JsonNode::isTextual)
        .map(
            value -> {
              if (!value.textValue().equals(OF_FIRST_UPLOAD)) {
                throw config.wrong(NAME, EXPECTED, value);
              }
              return true;
            })
        .orElse(false);
  }

  /** The layout, when the config has one. */
  static Optional<List<Tensor>> read(Fields config) {
    return config.value(NAME).filter(value -> !value.isTextual()).map(v -> read(config, v));
  }

  private static List<Tensor> read(Fields config, JsonNode value) {
    if (!value.isObject()) {
      throw config.wrong(NAME, EXPECTED, value);
    }
    List<Tensor> layout = new ArrayList<>();
    value
        .properties()
        .forEach(
            layer -> {
              JsonNode shape = layer.getValue();
              boolean list = shape.size() > 0 && shape.get(0).isArray();
              if (!list) {
                layout.add(new Tensor(layer.getKey(), shape(config, layer.getKey(), shape)));
              }
              for (int item = 0; list && item < shape.size(); item++) {
                String name = layer.getKey() + "[" + item + "]";
                layout.add(new Tensor(name, shape(config, layer.getKey(), shape.get(item))));
              }
            });
    return layout;
  }

  private static List<Integer> shape(Fields config, String layer, JsonNode shape) {
    boolean whole =
        shape.isArray()
            && StreamSupport.stream(shape.spliterator(), false)
                .allMatch(
                    length ->
                        length.isIntegralNumber()
                            && length.canConvertToInt()
                            && length.intValue() >= 0);
    if (!whole) {
      throw config.wrong(NAME + "." + layer, "lengths of 0 or more, outermost first", shape);
    }
    List<Integer> lengths = new ArrayList<>();
    shape.forEach(length -> lengths.add(length.intValue()));
    return lengths;
  }
}
