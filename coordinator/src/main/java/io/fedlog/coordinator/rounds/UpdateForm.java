package io.fedlog.coordinator.rounds;

import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Tensor;
import java.util.List;

/**
 * What one update is made of.
 *
 * @param encoding how the parameters of the model are written
 * @param layout the parameters' order and shapes; empty exactly for TEXT. An array may be empty, as
 *     a layer without weights is, but not all of them
 * @param maxAbsValue largest absolute value of a parameter; updates with larger ones are refused as
 *     out_of_range
 * @param residuals keep what rounding to the grid leaves over in a second lane, so that the result
 *     is right to double precision; FLOAT64 always does
 * @param updates how the parameters of an update travel
 */
public record UpdateForm(
    Encoding encoding,
    List<Tensor> layout,
    double maxAbsValue,
    boolean residuals,
    UpdateEncoding updates) {

  public UpdateForm {
    layout = List.copyOf(layout);
    if (layout.isEmpty() != (encoding == Encoding.TEXT)) {
      throw new IllegalArgumentException(
          "layout: expected named arrays for numbers and none for TEXT; came "
              + layout.size()
              + " arrays with "
              + encoding);
    }
    for (Tensor tensor : layout) {
      for (int length : tensor.getShape()) {
        if (length < 0) {
          throw new IllegalArgumentException(
              "layout: array \""
                  + tensor.getName()
                  + "\" has shape "
                  + tensor.getShape()
                  + "; expected lengths of 0 or more");
        }
      }
    }
    if (!layout.isEmpty() && layout.stream().allMatch(array -> array.getShape().contains(0))) {
      throw new IllegalArgumentException("layout: expected at least one parameter, came none");
    }
  }

  /** One that travels as the model is written. */
  public UpdateForm(Encoding encoding, List<Tensor> layout, double maxAbsValue, boolean residuals) {
    this(encoding, layout, maxAbsValue, residuals, UpdateEncoding.AS_MODEL);
  }

  /** Sorted lines of text. */
  public static UpdateForm text() {
    return new UpdateForm(Encoding.TEXT, List.of(), 1, false);
  }

  /** Parameters in an update; 0 for TEXT. */
  long parameterCount() {
    long sum = 0;
    for (Tensor tensor : layout) {
      long product = 1;
      for (int length : tensor.getShape()) {
        product = Math.multiplyExact(product, (long) length);
      }
      sum = Math.addExact(sum, product);
    }
    return sum;
  }

  /** Bytes of a parameter. */
  int width() {
    return encoding == Encoding.FLOAT64 ? Double.BYTES : Float.BYTES;
  }
}
