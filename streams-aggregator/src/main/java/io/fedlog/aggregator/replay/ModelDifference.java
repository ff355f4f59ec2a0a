package io.fedlog.aggregator.replay;

import io.fedlog.learning.exact.NumberFormat;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How two models of one layout differ, taken in a chunk at a time, in any order: the same figures
 * to the last bit. Of a chunk a few numbers a tensor are kept. Mutable; for one thread.
 */
public final class ModelDifference {
  private final NumberFormat format;
  private final long chunkNumbers;
  private final List<Part> parts = new ArrayList<>();

  /** A tensor, and where it lies among the model's numbers. */
  private record Part(
      String name, long first, long numbers, TreeMap<Integer, DifferenceSum> sums) {}

  /**
   * What two tensors differ by.
   *
   * @param tensor its name; the model's for all of them
   * @param parameters in it
   * @param changed how many are not the same number; a zero of either sign is one number
   * @param largest absolute difference
   * @param largestAt where that is, an index into the tensor from 0; -1 when nothing differs
   * @param l2 of the difference
   * @param firstL2 of the first model
   * @param secondL2 of the second model
   * @param cosine of the angle between both; NaN when one of them is all 0
   */
  public record Figures(
      String tensor,
      long parameters,
      long changed,
      double largest,
      long largestAt,
      double l2,
      double firstL2,
      double secondL2,
      double cosine) {

    /** The difference's L2 by the first model's; NaN when both are 0. */
    public double relativeL2() {
      return l2 / firstL2;
    }
  }

  private ModelDifference(NumberFormat format, long chunkNumbers) {
    this.format = format;
    this.chunkNumbers = chunkNumbers;
  }

  /**
   * Of two models of a round's layout; one without names is one tensor.
   *
   * @throws IllegalArgumentException for models of text
   */
  public static ModelDifference of(RoundDefinition round) {
    if (round.getEncoding() == Encoding.TEXT) {
      throw new IllegalArgumentException(
          "round %s makes text; expected numbers, which have a difference"
              .formatted(round.getRoundId()));
    }
    NumberFormat format =
        round.getEncoding() == Encoding.FLOAT64 ? NumberFormat.FLOAT64 : NumberFormat.FLOAT32;
    ModelDifference difference =
        new ModelDifference(format, round.getChunkBytes() / format.bytes());
    long first = 0;
    for (Tensor tensor : round.getLayout()) {
      long numbers =
          tensor.getShape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      difference.parts.add(new Part(tensor.getName(), first, numbers, new TreeMap<>()));
      first += numbers;
    }
    if (difference.parts.isEmpty()) {
      difference.parts.add(new Part("parameters", 0, round.getParameterCount(), new TreeMap<>()));
    }
    return difference;
  }

  /**
   * Takes in a chunk of both models; each chunk once.
   *
   * @throws IllegalArgumentException when they have not the same length, or came before
   */
  public void add(int chunk, byte[] first, byte[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "chunk %d has %d bytes in one model and %d in the other; expected the same"
              .formatted(chunk, first.length, second.length));
    }
    ByteBuffer a = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer b = ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN);
    long begin = chunk * chunkNumbers;
    long end = begin + first.length / format.bytes();
    for (Part part : parts) {
      long from = Math.max(begin, part.first());
      long to = Math.min(end, part.first() + part.numbers());
      if (from >= to) {
        continue;
      }
      DifferenceSum sum = new DifferenceSum();
      for (long i = from; i < to; i++) {
        int at = (int) (i - begin) * format.bytes();
        sum.add(i - part.first(), number(a, at), number(b, at));
      }
      if (part.sums().put(chunk, sum) != null) {
        throw new IllegalArgumentException("chunk " + chunk + " came twice; expected it once");
      }
    }
  }

  private double number(ByteBuffer from, int at) {
    return format == NumberFormat.FLOAT64 ? from.getDouble(at) : from.getFloat(at);
  }

  /** By tensor, in the layout's order, of the chunks taken in. */
  public List<Figures> tensors() {
    return parts.stream()
        .map(
            part -> {
              DifferenceSum all = new DifferenceSum();
              part.sums().values().forEach(all::add);
              return all.figures(part.name(), part.numbers());
            })
        .toList();
  }

  /** Of all parameters; places are counted through the whole model. */
  public Figures all() {
    DifferenceSum all = new DifferenceSum();
    long parameters = 0;
    for (Part part : parts) {
      DifferenceSum one = new DifferenceSum();
      part.sums().values().forEach(one::add);
      all.add(one.movedBy(part.first()));
      parameters += part.numbers();
    }
    return all.figures("all", parameters);
  }
}
