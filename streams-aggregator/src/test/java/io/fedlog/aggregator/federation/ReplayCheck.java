package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.aggregator.replay.Conclusions;
import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.ModelSink;
import io.fedlog.aggregator.replay.UpdateSource;
import io.fedlog.aggregator.wire.Codecs;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.schemas.Decision;
import io.fedlog.schemas.Keys;
import io.fedlog.schemas.ModelChunk;
import io.fedlog.schemas.ModelManifest;
import io.fedlog.schemas.ModelRecord;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.ServerState;
import io.fedlog.schemas.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the models that came out of a bench again, from its log, and compares every byte. */
final class ReplayCheck {
  /** So little that chunks are read back one by one and windows made one by one; and enough. */
  static final long[] MEMORIES = {0, 1 << 20, 1 << 30};

  private final Bench bench;
  private final @Nullable NoiseKey key;
  private final Map<String, ModelChunk> chunks = new HashMap<>();
  private final Map<String, ServerState> states = new HashMap<>();
  private final Map<String, byte[]> values = new HashMap<>();
  private final Map<String, List<Long>> versions = new TreeMap<>();

  ReplayCheck(Bench bench, @Nullable NoiseKey key) {
    this.bench = bench;
    this.key = key;
    for (ModelRecord record : bench.all(Topics.GLOBAL_MODELS)) {
      if (record.getBody() instanceof ModelChunk chunk) {
        chunks.put(
            Keys.modelChunk(chunk.getModelType(), chunk.getVersion(), chunk.getChunkIndex()),
            chunk);
      } else if (record.getBody() instanceof ModelManifest manifest
          && !bench.hasForgedOrders(manifest.getModelType())) {
        List<Long> made = versions.computeIfAbsent(manifest.getRoundId(), id -> new ArrayList<>());
        if (!made.contains(manifest.getVersion())) {
          made.add(manifest.getVersion());
        }
      }
    }
    for (ServerState state : bench.all(Topics.SERVER_STATE)) {
      states.put(
          Keys.modelChunk(state.getModelType(), state.getVersion(), state.getChunkIndex()), state);
    }
    for (var topic : List.of(Topics.GLOBAL_MODELS, Topics.SERVER_STATE)) {
      bench.out(topic).stream()
          .filter(record -> record.value() != null) // what was pruned since was there
          .forEach(record -> values.put(topic.name() + " " + record.key(), record.value()));
    }
  }

  /** Of every version that was made, with so much memory each time; how many versions that were. */
  int all(long... memories) {
    int made = 0;
    for (String roundId : versions.keySet()) {
      List<DecidedModel> decided = decided(roundId);
      for (long memory : memories) {
        Made again = make(bench.updates(), decided, memory);
        assertThat(again.failures).as(roundId).isEmpty();
        for (DecidedModel model : decided) {
          assertSame(model, again);
        }
      }
      decided.stream()
          .filter(Conclusions::isMeasured)
          .forEach(model -> assertConcluded(model, memories));
      made += decided.size();
    }
    return made;
  }

  private void assertSame(DecidedModel model, Made again) {
    RoundDefinition round = model.definition();
    for (int chunk = 0; chunk < round.getChunkCount(); chunk++) {
      String key = Keys.modelChunk(round.getModelType(), model.version(), chunk);
      ServerStep step = again.steps.get(key);
      assertThat(step).as(key).isNotNull();
      assertThat(ByteBuffer.wrap(step.model())).as(key).isEqualTo(chunks.get(key).getPayload());
      ServerState state = states.get(key);
      assertThat(ByteBuffer.wrap(step.state()))
          .as(key)
          .isEqualTo(state == null ? ByteBuffer.allocate(0) : state.getState());
    }
  }

  private void assertConcluded(DecidedModel model, long... memories) {
    Decision conclusion = model.conclusion();
    assertThat(conclusion).isNotNull();
    for (long memory : memories) {
      try (LogModelMaker maker = maker(bench.updates(), memory)) {
        Decision again = new Conclusions(maker).conclude(model);
        assertThat(again.getShares()).isEqualTo(conclusion.getShares());
        assertThat(again.getBaseShare()).isEqualTo(conclusion.getBaseShare());
        assertThat(again.getTotalWeight()).isEqualTo(conclusion.getTotalWeight());
      }
    }
  }

  /** What a maker gave, by the keys of the chunks. */
  static final class Made implements ModelSink {
    final Map<String, ServerStep> steps = new TreeMap<>();
    final Map<String, String> failures = new TreeMap<>();

    /** The hash of a version whose chunks are all there; of fewer than ten. */
    String sha256() {
      return TreeHash.hex(
          TreeHash.compose(
              steps.values().stream().map(step -> TreeHash.of(step.model())).toList()));
    }

    @Override
    public void made(DecidedModel of, int chunk, ServerStep step, int updates) {
      steps.put(key(of, chunk), step);
    }

    @Override
    public void failed(DecidedModel of, int chunk, String reason) {
      failures.put(key(of, chunk), reason);
    }

    private static String key(DecidedModel of, int chunk) {
      return Keys.modelChunk(of.definition().getModelType(), of.version(), chunk);
    }
  }

  Made make(UpdateSource updates, List<DecidedModel> decided, long memory) {
    Made made = new Made();
    try (LogModelMaker maker = maker(updates, memory)) {
      maker.make(decided, made);
    }
    return made;
  }

  LogModelMaker maker(UpdateSource updates, long memory) {
    return LogModelMaker.over(
        Codecs.with(bench.schemas),
        () -> updates,
        (topic, name) -> values.get(topic + " " + name),
        1,
        key,
        memory);
  }

  /** What a round's orders said of the versions that it made. */
  List<DecidedModel> decided(String roundId) {
    return new OrdersOnLog(roundId, bench.all(Topics.ROUND_CONTROL))
        .decided(versions.getOrDefault(roundId, List.of()));
  }
}
