package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Layers;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An update of a known layout: each number goes to its place in the bytes that are sent, whatever
 * the order in which arrays come. Not thread-safe.
 */
final class UpdateBuffer implements ArraySink {

  private final List<Tensor> layout;
  private final Encoding encoding;
  private final int width;
  private final ByteBuffer update;
  private final Map<String, Place> missing = new LinkedHashMap<>();

  /**
   * Where an array goes.
   *
   * @param begin its first number's, in numbers
   */
  private record Place(int begin, Tensor array) {}

  /**
   * @param layout of no more numbers than memory was taken for
   * @param encoding FLOAT32 or FLOAT64
   */
  UpdateBuffer(List<Tensor> layout, Encoding encoding) {
    this.layout = layout;
    this.encoding = encoding;
    this.width = encoding == Encoding.FLOAT32 ? Float.BYTES : Double.BYTES;
    List<String> names = ArrayNames.of(layout);
    int begin = 0;
    for (int i = 0; i < layout.size(); i++) {
      missing.put(names.get(i), new Place(begin, layout.get(i)));
      begin += Shapes.count(layout.get(i), Integer.MAX_VALUE / width - begin);
    }
    this.update = ByteBuffer.allocate(begin * width).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public NumberSink next(String name, List<Long> shape) {
    Tensor came = Shapes.tensor(name, shape);
    if (!missing.containsKey(name)) {
      split(ArrayNames.layer(name));
    }
    Place place = missing.remove(name);
    if (place == null) {
      throw BodyException.unfit(
          "model_parameters: the round has no array \"%s\", or it came before; expected its %d arrays, each once"
              .formatted(name, layout.size()));
    }
    if (!came.getShape().equals(place.array().getShape())) {
      throw BodyException.unfit(
          "model_parameters: array \"%s\" has shape %s; the round's has %s"
              .formatted(name, came.getShape(), place.array().getShape()));
    }
    ByteBuffer at =
        update.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(place.begin() * width);
    return encoding == Encoding.FLOAT32 ? value -> at.putFloat((float) value) : at::putDouble;
  }

  /** Lets an array be sent as the list of arrays that it is made of. */
  private void split(String layer) {
    @Nullable Place whole = missing.get(layer);
    List<Integer> shape = whole == null ? List.of() : whole.array().getShape();
    if (whole == null || shape.isEmpty() || shape.get(0) > Layers.MOST_ARRAYS) {
      return;
    }
    List<Integer> inner = shape.subList(1, shape.size());
    int size = Shapes.count(new Tensor(layer, inner), Integer.MAX_VALUE);
    missing.remove(layer);
    for (int item = 0; item < shape.get(0); item++) {
      String name = ArrayNames.item(layer, item);
      missing.put(name, new Place(whole.begin() + item * size, new Tensor(name, inner)));
    }
  }

  @Override
  public Parameters whole() {
    if (!missing.isEmpty()) {
      Map.Entry<String, Place> first = missing.entrySet().iterator().next();
      throw BodyException.unfit(
          "model_parameters: the round's array \"%s\" of shape %s is missing"
              .formatted(first.getKey(), first.getValue().array().getShape()));
    }
    return new Parameters(layout, encoding, update);
  }
}
