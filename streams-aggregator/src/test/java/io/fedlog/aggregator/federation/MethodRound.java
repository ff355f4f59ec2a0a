package io.fedlog.aggregator.federation;

import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.Encoding;
import io.fedlog.learning.method.InMemoryRound;
import io.fedlog.learning.method.MethodTerms;
import io.fedlog.learning.method.Methods;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rounds of model "m" in which every update weighs 1, and what they must make. */
final class MethodRound {
  private MethodRound() {}

  static RoundDefinition.Builder of(
      String id, int parameters, int stores, String method, Map<String, String> settings) {
    return Definitions.weighted(id, "m", parameters, stores)
        .setMethod(method)
        .setMethodParameters(settings)
        .setWeighting(Weighting.EQUAL)
        .setGrid(new io.fedlog.schemas.Grid(24, 1024.0, 0, 1L, 200, 1));
  }

  /** Of store-0, store-1, ... */
  static List<Update> updates(int stores, int parameters, long seed) {
    return IntStream.range(0, stores)
        .mapToObj(i -> Update.draw("store-" + i, parameters, seed + i))
        .map(u -> new Update(u.storeId(), u.attemptId(), 1, u.values(), 1))
        .toList();
  }

  /** The whole round at once, with whole updates for chunks. */
  static ServerStep inMemory(
      RoundDefinition round,
      byte @Nullable [] base,
      byte @Nullable [] state,
      List<Update> updates) {
    long[] ones = new long[updates.size()];
    Arrays.fill(ones, 1);
    MethodTerms terms =
        new MethodTerms(
            Encoding.FLOAT32,
            new Grid(24, 1024.0, 0, 1, 200, 1),
            round.getUpdateBytes(),
            1 << 17,
            2,
            round.getMinStores(),
            round.getMethodParameters());
    return new InMemoryRound(Methods.named(round.getMethod()), terms)
        .make(
            updates.stream().map(update -> ByteBuffer.wrap(update.payload())).toList(),
            ones,
            base == null ? null : ByteBuffer.wrap(base),
            state == null ? null : ByteBuffer.wrap(state),
            updates.stream().mapToLong(Update::steps).average().orElse(0));
  }
}
