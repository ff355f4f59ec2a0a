package io.fedlog.coordinator.rest.body;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings parameters into the order and the encoding of their round. */
public final class LayoutFit {

  private LayoutFit() {}

  /**
   * The update's bytes as the round wants them.
   *
   * @throws BodyException naming the array that is missing, unknown or of another shape
   */
  public static byte[] bytes(RoundDefinition round, Parameters parameters) {
    if (parameters.isUpdateOf(round)) {
      return parameters.values().array();
    }
    Map<String, Tensor> came = new HashMap<>();
    Map<String, Integer> starts = new HashMap<>();
    int start = 0;
    for (Tensor tensor : parameters.layout()) {
      came.put(tensor.getName(), tensor);
      starts.put(tensor.getName(), start);
      start += count(tensor);
    }
    boolean singles = round.getEncoding() == Encoding.FLOAT32;
    ByteBuffer update =
        ByteBuffer.allocate(start * (singles ? Float.BYTES : Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer values = parameters.values();
    for (Tensor expected : round.getLayout()) {
      requireSame(expected, came.remove(expected.getName()));
      int from = starts.getOrDefault(expected.getName(), 0);
      for (int i = from; i < from + count(expected); i++) {
        double value = values.getDouble(i * Double.BYTES);
        if (singles) {
          update.putFloat((float) value);
        } else {
          update.putDouble(value);
        }
      }
    }
    if (!came.isEmpty()) {
      throw BodyException.unfit(
          "model_parameters: the round has no array \""
              + came.keySet().iterator().next()
              + "\"; expected its "
              + round.getLayout().size()
              + " arrays and no others");
    }
    return update.array();
  }

  private static void requireSame(Tensor expected, @Nullable Tensor came) {
    if (came == null) {
      throw BodyException.unfit(
          "model_parameters: the round's array \""
              + expected.getName()
              + "\" of shape "
              + expected.getShape()
              + " is missing");
    }
    if (!came.getShape().equals(expected.getShape())) {
      throw BodyException.unfit(
          "model_parameters: array \""
              + expected.getName()
              + "\" has shape "
              + came.getShape()
              + "; the round's has "
              + expected.getShape());
    }
  }

  private static int count(Tensor tensor) {
    int product = 1;
    for (int length : tensor.getShape()) {
      product = Math.multiplyExact(product, length);
    }
    return product;
  }
}
