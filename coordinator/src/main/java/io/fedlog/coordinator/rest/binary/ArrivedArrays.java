package io.fedlog.coordinator.rest.binary;

import io.fedlog.coordinator.rest.body.BodyException;
import io.fedlog.coordinator.rest.body.Layers;
import io.fedlog.coordinator.rest.body.ParameterValues;
import io.fedlog.coordinator.rest.body.Parameters;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The arrays of a first upload whose layout shows only when all have come. Memory grows with what
 * has come; at the end the numbers are there twice for a moment. Not thread-safe.
 */
final class ArrivedArrays implements ArraySink {

  private final long most;
  private final ParameterValues values;
  private final List<Tensor> arrived = new ArrayList<>();
  private int letters;

  /**
   * @param most numbers that are taken
   */
  ArrivedArrays(long most) {
    this.most = most;
    this.values = new ParameterValues(most);
  }

  @Override
  public NumberSink next(String name, List<Long> shape) {
    Tensor tensor = Shapes.tensor(name, shape);
    int unused = Shapes.count(tensor, most - values.count());
    letters += name.length();
    Layers.requireRoom(arrived.size() + 1, letters);
    arrived.add(tensor);
    return values::add;
  }

  @Override
  public Parameters whole() {
    if (values.count() == 0) {
      throw BodyException.unfit("model_parameters: expected at least one number, none came");
    }
    UpdateBuffer update = new UpdateBuffer(ArrayNames.layout(arrived), Encoding.FLOAT64);
    ByteBuffer numbers = values.all();
    for (Tensor tensor : arrived) {
      NumberSink sink = update.next(tensor.getName(), longs(tensor.getShape()));
      for (int left = Shapes.count(tensor, most); left > 0; left--) {
        sink.add(numbers.getDouble());
      }
    }
    return update.whole();
  }

  private static List<Long> longs(List<Integer> shape) {
    return shape.stream().map(Integer::longValue).toList();
  }
}
