package io.fedlog.benchmarks.memory;

import io.fedlog.aggregator.definition.ChunkPlan;
import io.fedlog.benchmarks.system.Load;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ChunkAggregate;
import io.fedlog.learning.method.FinaliseTerms;
import io.fedlog.schemas.RoundDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the model of a load must be. Chunks whose payloads are the same for every store are computed
 * once; the sum is the aggregator's, whose exactness other tests are about.
 */
final class ExpectedModel {
  private ExpectedModel() {}

  /** The tree hash of the mean of stores 0 to {@code stores - 1}, as round states give it. */
  static String sha256(RoundDefinition definition, Load load, int stores) {
    ChunkPlan plan = new ChunkPlan(definition, 0, 1);
    Map<Integer, byte[]> known = new HashMap<>();
    List<byte[]> roots = new ArrayList<>();
    int last = definition.getChunkCount() - 1;
    for (int chunk = 0; chunk <= last; chunk++) {
      int alike = chunk == last ? -1 : chunk % Load.DISTINCT;
      int index = chunk;
      roots.add(known.computeIfAbsent(alike, key -> root(plan, load, index, stores)));
    }
    return TreeHash.hex(TreeHash.compose(roots));
  }

  private static byte[] root(ChunkPlan plan, Load load, int chunk, int stores) {
    ChunkAggregate sum = plan.newAggregate(chunk);
    long weight = 0;
    for (int store = 0; store < stores; store++) {
      sum.add(load.payload(store, chunk), Load.weight(store));
      weight += Load.weight(store);
    }
    return TreeHash.of(sum.finalise(new FinaliseTerms(weight, stores, null, null)));
  }
}
