package io.fedlog.benchmarks.chaos;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A round's model once more, from the definition of the methods and none of their code: decimal
 * arithmetic of any precision, or whole numbers in longs where that is exact and many are needed.
 */
final class PlainModel {
  private static final BigDecimal RESIDUALS = BigDecimal.valueOf(1L << 32);
  private static final double EXACT = 0x1p53;

  private final RoundDefinition round;
  private final Grid grid;

  PlainModel(RoundDefinition round) {
    this.round = round;
    this.grid = round.getGrid();
  }

  /** One update of the cohort: its bytes and its weight in the grid's weight units. */
  record Update(byte[] payload, long weight) {}

  /** The model's bytes. */
  byte[] of(Collection<Update> cohort) {
    if (round.getEncoding() == Encoding.TEXT) {
      return union(cohort);
    }
    boolean plain = round.getEncoding() == Encoding.FLOAT32 && grid.getLanes() == 1;
    List<ByteBuffer> values =
        cohort.stream()
            .map(update -> ByteBuffer.wrap(update.payload()).order(ByteOrder.LITTLE_ENDIAN))
            .toList();
    long[] weights = cohort.stream().mapToLong(Update::weight).toArray();
    int count = Math.toIntExact(round.getParameterCount());
    int width = round.getEncoding() == Encoding.FLOAT32 ? Float.BYTES : Double.BYTES;
    ByteBuffer model = ByteBuffer.allocate(width * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      double value = plain ? inLongs(values, weights, i) : inDecimals(values, weights, i);
      if (width == Float.BYTES) {
        model.putFloat((float) value + 0.0f);
      } else {
        model.putDouble(value + 0.0);
      }
    }
    return model.array();
  }

  /** Every line that anyone sent, once, in the order of UTF-16 code units. */
  private static byte[] union(Collection<Update> cohort) {
    TreeSet<String> lines = new TreeSet<>();
    for (Update update : cohort) {
      String text = new String(update.payload(), StandardCharsets.UTF_8);
      Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty()).forEach(lines::add);
    }
    StringBuilder all = new StringBuilder();
    lines.forEach(line -> all.append(line).append('\n'));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * A product of a float and a weight under 2^29 is a double without error, and so are its units.
   */
  private double inLongs(List<ByteBuffer> values, long[] weights, int index) {
    long sum = 0;
    for (int u = 0; u < weights.length; u++) {
      double product = (double) values.get(u).getFloat(Float.BYTES * index) * weights[u];
      int shift = grid.getUnitExponent() - grid.getWeightFractionBits();
      sum = Math.addExact(sum, (long) Math.rint(Math.scalb(product, shift)));
    }
    if (Math.abs((double) sum) >= EXACT || Arrays.stream(weights).anyMatch(w -> w >= 1L << 29)) {
      return inDecimals(values, weights, index);
    }
    double total = Arrays.stream(weights).sum();
    return Math.scalb((double) sum / total, grid.getWeightFractionBits() - grid.getUnitExponent());
  }

  private double inDecimals(List<ByteBuffer> values, long[] weights, int index) {
    BigDecimal sum = BigDecimal.ZERO; // in units of lane 1
    for (int u = 0; u < weights.length; u++) {
      double value =
          round.getEncoding() == Encoding.FLOAT32
              ? values.get(u).getFloat(Float.BYTES * index)
              : values.get(u).getDouble(Double.BYTES * index);
      BigDecimal units =
          timesPowerOfTwo(
              new BigDecimal(value).multiply(BigDecimal.valueOf(weights[u])),
              grid.getUnitExponent() - grid.getWeightFractionBits());
      BigDecimal whole = units.setScale(0, RoundingMode.HALF_EVEN);
      sum = sum.add(whole);
      if (grid.getLanes() == 2) {
        BigDecimal left =
            units.subtract(whole).multiply(RESIDUALS).setScale(0, RoundingMode.HALF_EVEN);
        sum = sum.add(left.divide(RESIDUALS));
      }
    }
    boolean mean = !round.getMethod().equals("sum");
    double divisor = mean ? Arrays.stream(weights).sum() : 1;
    int shift = (mean ? grid.getWeightFractionBits() : 0) - grid.getUnitExponent();
    double result = Math.scalb(quotient(sum, divisor), shift);
    double limit = grid.getMaxAbsValue();
    return mean && Math.abs(result) > limit ? Math.copySign(limit, result) : result;
  }

  /**
   * Decision record 002's rule for the last place: the double nearest to the sum is divided, and
   * the quotient corrected by the remainder and what the double misses, each rounded once.
   */
  private static double quotient(BigDecimal sum, double divisor) {
    double nearest = sum.doubleValue();
    double missing = sum.subtract(new BigDecimal(nearest)).doubleValue();
    double first = nearest / divisor;
    double remainder =
        new BigDecimal(nearest)
            .subtract(new BigDecimal(first).multiply(new BigDecimal(divisor)))
            .doubleValue();
    return first + (remainder + missing) / divisor;
  }

  private static BigDecimal timesPowerOfTwo(BigDecimal value, int exponent) {
    BigDecimal power = new BigDecimal(BigInteger.TWO.pow(Math.abs(exponent)));
    return exponent >= 0 ? value.multiply(power) : value.divide(power);
  }
}
