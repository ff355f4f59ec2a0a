package io.fedlog.aggregator.quorum;

import io.fedlog.aggregator.definition.TermsReader;
import io.fedlog.learning.method.Cohort;
import io.fedlog.learning.method.CollectedMethod;
import io.fedlog.learning.method.DistanceSums;
import io.fedlog.learning.method.FinaliseException;
import io.fedlog.learning.method.MeasuredMethod;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.Shares;
import io.fedlog.learning.round.Concluder;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks the method that a round's definition names. */
public final class MeasuredRounds implements Concluder {
  private final Function<String, @Nullable RoundDefinition> definitions;

  /** Asks with definitions by round id. */
  public MeasuredRounds(Function<String, @Nullable RoundDefinition> definitions) {
    this.definitions = definitions;
  }

  @Override
  public Shares conclude(String roundId, long[] weights, byte[] sums) {
    RoundDefinition definition = definitions.apply(roundId);
    if (definition == null
        || !(Methods.named(definition.getMethod()) instanceof MeasuredMethod method)) {
      return NONE.conclude(roundId, weights, sums);
    }
    MethodTerms terms = TermsReader.methodTerms(definition);
    DistanceSums measured =
        new DistanceSums(weights.length, method.fromBase() && definition.getBase() != null, terms);
    try {
      measured.add(ByteBuffer.wrap(sums));
    } catch (IllegalArgumentException e) {
      throw new FinaliseException("what was measured of the updates is wrong: " + e.getMessage());
    }
    Shares shares = method.conclude(new Cohort(measured.distances(), weights, terms.parameters()));
    if (method instanceof CollectedMethod && shares.ofBase() > 0) {
      throw new FinaliseException(
          "the aggregation method gave the base version a share of %d, expected 0: it combines updates"
              .formatted(shares.ofBase()));
    }
    return shares;
  }
}
