package io.fedlog.coordinator.rest.body;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code model_parameters}: an object from layer name to a nested numeric array of any rank,
 * or to a list of such arrays of different shapes, as Keras' {@code layer.get_weights()} gives. One
 * pass; beside the numbers it keeps a shape for each array. A layer without weights is {@code []}.
 */
final class ParameterReader {

  private static final int[] NUMBER = {};

  private final JsonParser parser;
  private final ParameterValues values;
  private final List<Tensor> layout = new ArrayList<>();
  private String layer = "";
  private int letters;

  ParameterReader(JsonParser parser, ParameterValues values) {
    this.parser = parser;
    this.values = values;
  }

  /** Reads the object on whose first token the parser stands. */
  Parameters read() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw BodyException.malformed(
          "model_parameters: expected an object from layer name to nested arrays of numbers");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      layer = parser.currentName();
      Layers.requireName(layer);
      parser.nextToken();
      readLayer();
    }
    if (values.count() == 0) {
      throw BodyException.unfit("model_parameters: expected at least one number, none came");
    }
    return new Parameters(layout, Encoding.FLOAT64, values.all());
  }

  private void readLayer() throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      add(layer, readArray());
      return;
    }
    int items = 0;
    int[] first = NUMBER;
    @Nullable List<int[]> different = null;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int[] shape = readArray();
      if (items == 0) {
        first = shape;
      } else if (different == null && !Arrays.equals(first, shape)) {
        Layers.requireRoom(layout.size() + items + 1, letters);
        different = new ArrayList<>(Collections.nCopies(items, first));
      }
      if (different != null) {
        Layers.requireRoom(layout.size() + different.size() + 1, letters);
        different.add(shape);
      }
      items++;
    }
    if (different == null) {
      add(layer, around(items, first));
    } else {
      for (int item = 0; item < different.size(); item++) {
        add(Layers.item(layer, item), different.get(item));
      }
    }
  }

  /** Reads a number or a regular array; returns its shape. */
  private int[] readArray() throws IOException {
    JsonToken token = parser.currentToken();
    if (token != null && token.isNumeric()) {
      readNumber();
      return NUMBER;
    }
    if (token != JsonToken.START_ARRAY) {
      throw BodyException.malformed(
          "model_parameters."
              + layer
              + ": expected numbers in nested arrays, came "
              + (token == null ? "the end" : token.name()));
    }
    int items = 0;
    int[] first = NUMBER;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int[] shape = readArray();
      if (items++ == 0) {
        first = shape;
      } else if (!Arrays.equals(first, shape)) {
        throw BodyException.unfit(
            "model_parameters.%s: expected rows of one shape, came %s and %s; only the arrays of a layer's own list may differ"
                .formatted(layer, Arrays.toString(first), Arrays.toString(shape)));
      }
    }
    return around(items, first);
  }

  private void readNumber() throws IOException {
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw BodyException.unfit(
          "model_parameters."
              + layer
              + ": number "
              + values.count()
              + " of the update (from 0) is "
              + value
              + "; expected finite numbers");
    }
    values.add(value);
  }

  private void add(String name, int[] shape) {
    letters += name.length();
    Layers.requireRoom(layout.size() + 1, letters);
    layout.add(new Tensor(name, Arrays.stream(shape).boxed().toList()));
  }

  private static int[] around(int items, int[] inner) {
    int[] shape = new int[inner.length + 1];
    shape[0] = items;
    System.arraycopy(inner, 0, shape, 1, inner.length);
    return shape;
  }
}
