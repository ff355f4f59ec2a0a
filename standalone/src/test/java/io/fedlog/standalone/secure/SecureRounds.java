package io.fedlog.standalone.secure;

import io.fedlog.schemas.Adversary;
import io.fedlog.schemas.AtDeadline;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.SecureRules;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Topics;
import io.fedlog.schemas.UpdateEncoding;
import io.fedlog.schemas.Weighting;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** Definitions of rounds of six stores, and what must become of their updates. */
final class SecureRounds {
  static final int PARAMETERS = 33_000; // three chunks
  private static final int CHUNK_BYTES = 64 << 10;
  private static final int UNIT_EXPONENT = 24;
  static final List<String> STORES = IntStream.range(0, 6).mapToObj(i -> "store-" + i).toList();

  private SecureRounds() {}

  /** A plain round of numbers as they are, of one store: it makes a base. */
  static RoundDefinition first(String modelType) {
    return draft(modelType + "-first", modelType, 1)
        .setGrid(grid(1L))
        .setMethod("fedavg")
        .setWeighting(Weighting.EQUAL)
        .build();
  }

  /** A plain round of units of the grid from a base, for all stores. */
  static RoundDefinition.Builder plain(String roundId, ModelReference base, Weighting weighting) {
    boolean equal = weighting == Weighting.EQUAL;
    return draft(roundId, base.getModelType(), STORES.size())
        .setBase(base)
        .setMethod(equal ? "fedavg" : "weighted")
        .setWeighting(weighting)
        .setGrid(grid(equal ? 1L : 1L << 10))
        .setUpdateEncoding(UpdateEncoding.GRID);
  }

  /** The same with masks; all that share are waited for, and four must come. */
  static RoundDefinition.Builder masked(String roundId, ModelReference base, Weighting weighting) {
    return plain(roundId, base, weighting).setSecureAggregation(rules(Adversary.SEMI_HONEST));
  }

  static SecureRules rules(Adversary adversary) {
    return SecureRules.newBuilder()
        .setDropOut("0.34")
        .setCorrupt("0.17")
        .setAdversary(adversary)
        .setCompleteGraph(true)
        .setPhaseMs(20_000)
        .build();
  }

  private static Grid grid(long maxWeight) {
    return new Grid(UNIT_EXPONENT, 1024.0, 0, maxWeight, 1 << 10, 1);
  }

  private static RoundDefinition.Builder draft(String roundId, String modelType, int stores) {
    long bytes = 4L * PARAMETERS;
    return RoundDefinition.newBuilder()
        .setRoundId(roundId)
        .setModelType(modelType)
        .setEncoding(Encoding.FLOAT32)
        .setLayout(List.of(new Tensor("w", List.of(PARAMETERS))))
        .setParameterCount(PARAMETERS)
        .setUpdateBytes(bytes)
        .setChunkBytes(CHUNK_BYTES)
        .setChunkCount((int) ((bytes - 1) / CHUNK_BYTES + 1))
        .setUpdatesTopic(Topics.updates(roundId).name())
        .setTargetCount(stores)
        .setTargetPages(1)
        .setMinStores(Math.min(stores, 4))
        .setThreshold("1.0")
        .setAtDeadline(AtDeadline.FAIL)
        .setJoinWindowMs(60_000)
        .setDeadlineMs(120_000)
        .setTrainingConfig(Map.of())
        .setCreatedAt(Clock.systemUTC().instant())
        .setCreatedBy("test");
  }

  /** The base and the mean of these stores' differences, in whole units and with no mask. */
  static byte[] mean(byte[] base, List<String> stores, ToLongFunction<String> weight) {
    ByteBuffer before = ByteBuffer.wrap(base).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer after = ByteBuffer.allocate(base.length).order(ByteOrder.LITTLE_ENDIAN);
    List<double[]> differences =
        stores.stream().map(store -> DrawnTrainer.differences(store, PARAMETERS)).toList();
    long weights = stores.stream().mapToLong(weight).sum();
    BigDecimal divisor =
        BigDecimal.valueOf(weights).multiply(BigDecimal.valueOf(1L << UNIT_EXPONENT));
    for (int i = 0; i < PARAMETERS; i++) {
      BigInteger sum = BigInteger.ZERO;
      for (int store = 0; store < stores.size(); store++) {
        long units = (long) Math.scalb(differences.get(store)[i], UNIT_EXPONENT);
        sum =
            sum.add(
                BigInteger.valueOf(units)
                    .multiply(BigInteger.valueOf(weight.applyAsLong(stores.get(store)))));
      }
      double mean = new BigDecimal(sum).divide(divisor, new MathContext(60)).doubleValue();
      after.putFloat((float) (before.getFloat() + mean));
    }
    return after.array();
  }
}
