package io.fedlog.coordinator.client;

import io.fedlog.coordinator.rounds.Aggregation;
import io.fedlog.coordinator.rounds.Participation;
import io.fedlog.coordinator.rounds.RoundSpec;
import io.fedlog.coordinator.rounds.UpdateForm;
import io.fedlog.runtime.models.Model;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Tensor;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A version made elsewhere.
 *
 * @param encoding FLOAT32 or FLOAT64
 * @param layout the parameters' order and shapes
 * @param parameters little-endian, in the layout's order
 * @param trainingConfig the configuration it was trained under; a plan trains on from it only under
 *     the same
 */
public record ModelImport(
    String modelType,
    Encoding encoding,
    List<Tensor> layout,
    byte[] parameters,
    Map<String, String> trainingConfig) {

  private static final String UPLOADER = "coordinator";
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  public ModelImport {
    layout = List.copyOf(layout);
    trainingConfig = Map.copyOf(trainingConfig);
    if (encoding == Encoding.TEXT) {
      throw new IllegalArgumentException("encoding: expected FLOAT32 or FLOAT64, came TEXT");
    }
    long expected = width(encoding);
    long count = 0;
    for (Tensor tensor : layout) {
      long product = 1;
      for (int length : tensor.getShape()) {
        product = Math.multiplyExact(product, (long) length);
      }
      count = Math.addExact(count, product);
    }
    expected = Math.multiplyExact(expected, count);
    if (expected != parameters.length || count == 0) {
      throw new IllegalArgumentException(
          "parameters: the layout has "
              + count
              + " parameters of "
              + width(encoding)
              + " bytes, which is "
              + expected
              + " bytes; came "
              + parameters.length);
    }
  }

  /** Single-precision parameters. */
  public static ModelImport of(
      String modelType, List<Tensor> layout, float[] parameters, Map<String, String> config) {
    ByteBuffer bytes =
        ByteBuffer.allocate(parameters.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    return new ModelImport(modelType, Encoding.FLOAT32, layout, bytes.array(), config);
  }

  /** An exported version, to be added to a type again or to another one. */
  public static ModelImport of(String modelType, Model model) {
    return new ModelImport(
        modelType,
        model.manifest().getEncoding(),
        model.manifest().getLayout(),
        model.toByteArray(),
        model.manifest().getTrainingConfig());
  }

  /** The round that publishes it: one store, the coordinator, and a grid that just holds it. */
  RoundSpec round(Instant now, List<ModelReference> requires) {
    return new RoundSpec(
        modelType + "-import-" + now.toEpochMilli(),
        modelType,
        null,
        0,
        null,
        requires,
        Aggregation.equal("fedavg"),
        new UpdateForm(encoding, layout, bound(), true),
        new Participation(
            List.of(UPLOADER), 1, BigDecimal.ONE, DEADLINE, DEADLINE, AtDeadline.FAIL),
        trainingConfig,
        UPLOADER);
  }

  /** The smallest power of two that no parameter exceeds. */
  private double bound() {
    ByteBuffer bytes = ByteBuffer.wrap(parameters).order(ByteOrder.LITTLE_ENDIAN);
    double largest = Double.MIN_NORMAL;
    for (int at = 0; at < parameters.length; at += width(encoding)) {
      double value = encoding == Encoding.FLOAT32 ? bytes.getFloat(at) : bytes.getDouble(at);
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            "parameters: number "
                + at / width(encoding)
                + " is "
                + value
                + "; expected finite numbers");
      }
      largest = Math.max(largest, Math.abs(value));
    }
    int exponent = Math.getExponent(largest);
    double power = Math.scalb(1.0, exponent);
    return Math.max(power == largest ? power : power * 2, Math.scalb(1.0, -100));
  }

  private static int width(Encoding encoding) {
    return encoding == Encoding.FLOAT64 ? Double.BYTES : Float.BYTES;
  }
}
