package io.fedlog.learning.method;

import io.fedlog.learning.columns.Columns;
import io.fedlog.learning.exact.NumberFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A mean by weight towards which a rule steps from the base version. Of updates that are
 * differences to the base, their mean is the way there, and the step ends at the grid's largest
 * value.
 */
final class SteppedMean extends NumericAggregate implements ServerAggregate {
  private static final byte[] NOTHING = {};

  private final ChunkTerms terms;
  private final Rule rule;

  /** How far to step. Stateless: what it remembers are doubles beside each parameter. */
  interface Rule {
    /** How many doubles it remembers of a parameter. */
    int memories();

    /** What the memory of that index, from 0, is before the first step. */
    double initial(int memory);

    /**
     * The rule for one decision.
     *
     * @throws FinaliseException when the decision lacks what the rule needs
     */
    default Rule decided(FinaliseTerms end) {
      return this;
    }

    /**
     * Steps.
     *
     * @param model the base version's parameters, to be replaced by the model's
     * @param difference from the base version to the updates' mean
     * @param memories of each index, for every parameter, to be replaced
     */
    void step(double[] model, double[] difference, double[][] memories);
  }

  /** The whole way, which leaves nothing to remember. */
  private record WholeStep() implements Rule {
    @Override
    public int memories() {
      return 0;
    }

    @Override
    public double initial(int memory) {
      throw new IllegalArgumentException("memory is " + memory + ", expected none");
    }

    @Override
    public void step(double[] model, double[] difference, double[][] memories) {
      for (int i = 0; i < model.length; i++) {
        model[i] += difference[i];
      }
    }
  }

  /** A step all the way. */
  static SteppedMean whole(ChunkTerms terms) {
    return new SteppedMean(terms, new WholeStep());
  }

  SteppedMean(ChunkTerms terms, Rule rule) {
    super(terms);
    this.terms = terms;
    this.rule = rule;
  }

  @Override
  public ServerStep step(FinaliseTerms end) {
    Rule decided = rule.decided(end);
    NumberFormat format = terms.encoding().numberFormat();
    ByteBuffer base = end.base();
    if (base == null) {
      if (terms.deltas()) {
        throw new FinaliseException(
            "the updates are differences to a base version, and there is none");
      }
      return new ServerStep(mean(end), NOTHING);
    }
    if (base.remaining() != terms.payloadBytes()) {
      throw new FinaliseException(
          "the base version's chunk has %d bytes, expected the round's %d"
              .formatted(base.remaining(), terms.payloadBytes()));
    }
    double[] model = Columns.read(format, base);
    double[] difference =
        Columns.read(
            NumberFormat.FLOAT64,
            ByteBuffer.wrap(sum(end).mean(end.totalWeight(), NumberFormat.FLOAT64)));
    for (int i = 0; i < model.length && !terms.deltas(); i++) {
      difference[i] -= model[i];
    }
    double[][] memories = memories(end.serverState(), model.length);
    decided.step(model, difference, memories);
    if (terms.deltas()) {
      keepWithin(model);
    }
    requireWithin(model);
    requireFinite(memories);
    return new ServerStep(Columns.write(format, model), bytes(memories));
  }

  private double[][] memories(@Nullable ByteBuffer state, int parameters) {
    double[][] memories = new double[rule.memories()][parameters];
    if (state == null || memories.length == 0) { // another method's, at most
      for (int i = 0; i < memories.length; i++) {
        Arrays.fill(memories[i], rule.initial(i));
      }
      return memories;
    }
    int expected = memories.length * parameters * Double.BYTES;
    if (state.remaining() != expected) {
      throw new FinaliseException(
          "the server state beside the chunk has %d bytes, expected %d"
              .formatted(state.remaining(), expected));
    }
    DoubleBuffer doubles = state.slice().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    for (double[] memory : memories) {
      doubles.get(memory);
    }
    return memories;
  }

  private static byte[] bytes(double[][] memories) {
    int doubles = Arrays.stream(memories).mapToInt(memory -> memory.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(doubles * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    DoubleBuffer out = bytes.asDoubleBuffer();
    for (double[] memory : memories) {
      out.put(memory);
    }
    return bytes.array();
  }

  /** What is remembered goes into every later version: nothing would mend it there. */
  private void requireFinite(double[][] memories) {
    for (double[] memory : memories) {
      for (int i = 0; i < memory.length; i++) {
        if (!(Math.abs(memory[i]) <= Double.MAX_VALUE)) {
          throw new FinaliseException(
              "the server state of parameter %d of chunk %d would become %s, expected a finite number: start from a version without such a state, or take smaller parameters"
                  .formatted(i, terms.chunkIndex(), memory[i]));
        }
      }
    }
  }

  /** A few stores' differences must not be able to fail a round; what is not finite still does. */
  private void keepWithin(double[] model) {
    double most = terms.grid().maxAbsFloat();
    for (int i = 0; i < model.length; i++) {
      if (Double.isFinite(model[i])) {
        model[i] = Math.max(-most, Math.min(most, model[i]));
      }
    }
  }

  /** A model beyond the grid is one whose updates no later round could take. */
  private void requireWithin(double[] model) {
    double most = terms.grid().maxAbsValue();
    for (int i = 0; i < model.length; i++) {
      if (!(Math.abs(model[i]) <= most)) {
        throw new FinaliseException(
            "parameter %d of chunk %d would become %s, expected %s to %s: take a smaller eta or learning rate"
                .formatted(i, terms.chunkIndex(), model[i], -most, most));
      }
    }
  }
}
