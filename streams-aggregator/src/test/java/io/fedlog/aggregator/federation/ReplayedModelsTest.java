package io.fedlog.aggregator.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.aggregator.definition.MethodChoices;
import io.fedlog.aggregator.replay.Alternatives;
import io.fedlog.aggregator.replay.ChunkRoots;
import io.fedlog.aggregator.replay.DecidedModel;
import io.fedlog.aggregator.replay.LogModelMaker;
import io.fedlog.aggregator.replay.WhatIfRefusedException;
import io.fedlog.learning.digest.TreeHash;
import io.fedlog.learning.exact.Grid;
import io.fedlog.learning.method.ServerStep;
import io.fedlog.learning.round.WeightRule;
import io.fedlog.schemas.MethodChoice;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateChunk;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models made again from a log that was changed, and by other rules. That every version which any
 * test of this package makes is made again to the byte is checked when its bench is closed.
 */
class ReplayedModelsTest {
  private static final ToLongBiFunction<String, Long> NO_SEALS = (store, attempt) -> -1;
  private static final int PARAMETERS = 33_000; // three chunks
  private static final int STORES = 7;
  private static final List<Update> UPDATES = MethodRound.updates(STORES, PARAMETERS, 0);

  @ParameterizedTest
  @CsvSource({"fedavg, eta, 1", "median, eta, 1", "krum, byzantine, 2", "bulyan, byzantine, 1"})
  void shouldMakeTheSame_whateverTheMemory(String method, String name, String value) {
    try (Bench bench = new Bench()) {
      play(
          bench,
          MethodRound.of(
                  "r",
                  PARAMETERS,
                  STORES,
                  method,
                  name.equals("eta") ? Map.of() : Map.of(name, value))
              .build());

      assertThat(bench.replay().all(ReplayCheck.MEMORIES)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fedavg", "median"})
  void shouldNameTheStore_whenAByteOfItsUpdateIsAnother(String method) {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, method, Map.of()).build());
      KeptLog forged = bench.updates().changed(bench.schemas, only(3, 1), this::flipped);

      ReplayCheck check = bench.replay();
      ReplayCheck.Made made = check.make(forged, check.decided("r"), 0);

      assertThat(made.steps).containsOnlyKeys("m/1/0", "m/1/2");
      assertThat(made.failures).containsOnlyKeys("m/1/1");
      assertThat(made.failures.get("m/1/1"))
          .contains("the update of store store-3, attempt")
          .contains("is no longer what was admitted (digest_mismatch");
    }
  }

  @Test
  void shouldNameTheStore_whenItsUpdateWasReplacedByAnother() {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, "fedavg", Map.of()).build());
      KeptLog forged =
          bench
              .updates()
              .changed(
                  bench.schemas,
                  only(3, 1),
                  chunk -> {
                    UpdateChunk other = flipped(chunk);
                    return UpdateChunk.newBuilder(other)
                        .setDigest(ByteBuffer.wrap(TreeHash.of(other.getPayload())))
                        .build();
                  });
      ReplayCheck check = bench.replay();
      List<DecidedModel> decided = check.decided("r");

      ReplayCheck.Made believed = check.make(forged, decided, 0);
      assertThat(believed.failures).isEmpty(); // the bytes tell: the model is another
      assertThat(believed.steps.get("m/1/1").model())
          .isNotEqualTo(check.make(bench.updates(), decided, 0).steps.get("m/1/1").model());

      ReplayCheck.Made told = new ReplayCheck.Made();
      try (LogModelMaker maker = check.maker(forged, 0)) {
        maker.make(decided, roots(decided.get(0).definition()), told);
      }
      assertThat(told.failures).containsOnlyKeys("m/1/1");
      assertThat(told.failures.get("m/1/1")).contains("store-3").contains("other_digest");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"weighted", "median"})
  void shouldNameTheStore_whenItsUpdateIsGone(String method) {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, method, Map.of()).build());
      ReplayCheck check = bench.replay();
      KeptLog less = bench.updates().without(bench.schemas, only(5, 2));

      ReplayCheck.Made made = check.make(less, check.decided("r"), 0);

      assertThat(made.failures.get("m/1/2"))
          .isEqualTo(
              "the update of store store-5, attempt %d is not on the log"
                  .formatted(UPDATES.get(5).attemptId()));
      assertThat(made.steps).hasSize(2);
    }
  }

  @Test
  void shouldCountTheFirstRecord_whenOthersOfTheSameKeyFollow() {
    try (Bench bench = new Bench()) {
      RoundDefinition round = MethodRound.of("r", PARAMETERS, STORES, "fedavg", Map.of()).build();
      bench.define(round);
      bench.upload(round, UPDATES.get(0));
      Update other = MethodRound.updates(1, PARAMETERS, 900).get(0);
      bench.upload(round, other.retry(UPDATES.get(0).attemptId(), 1)); // same attempt, other bytes
      bench.upload(round, other); // another attempt
      UPDATES.subList(1, STORES).forEach(update -> bench.upload(round, update));
      bench.advance(Duration.ofSeconds(6));

      assertThat(bench.replay().all(ReplayCheck.MEMORIES)).isEqualTo(1);
      assertThat(bench.model("m", 1))
          .isEqualTo(MethodRound.inMemory(round, null, null, UPDATES).model());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "median, ,",
    "trimmed_mean, trim, 0.2",
    "krum, byzantine, 2",
    "multi_krum, byzantine, 1",
    "geometric_median, iterations, 9",
    "fedadam, eta, 0.5"
  })
  void shouldMakeWhatTheOtherMethodMakes_whenAskedWhatIf(
      String method, @Nullable String name, @Nullable String value) {
    Map<String, String> settings = name == null ? Map.of() : Map.of(name, String.valueOf(value));
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, "fedavg", Map.of()).build());
      ReplayCheck check = bench.replay();
      try (LogModelMaker maker = check.maker(bench.updates(), 0)) {
        DecidedModel other =
            new Alternatives(maker)
                .byMethod(check.decided("r").get(0), choice(method, settings), NO_SEALS);
        ReplayCheck.Made made = new ReplayCheck.Made();
        maker.make(List.of(other), made);

        RoundDefinition asIf = MethodRound.of("r", PARAMETERS, STORES, method, settings).build();
        assertThat(joined(made.steps.values()))
            .isEqualTo(MethodRound.inMemory(asIf, null, null, UPDATES).model());
      }
    }
  }

  @Test
  void shouldRefuseTheWhatIf_whenTheMethodCannotWork() {
    try (Bench bench = new Bench()) {
      play(bench, MethodRound.of("r", PARAMETERS, STORES, "fedavg", Map.of()).build());
      ReplayCheck check = bench.replay();
      try (LogModelMaker maker = check.maker(bench.updates(), 0)) {
        DecidedModel actual = check.decided("r").get(0);
        Alternatives alternatives = new Alternatives(maker);

        assertThatThrownBy(
                () ->
                    alternatives.byMethod(
                        actual, choice("krum", Map.of("byzantine", "3")), NO_SEALS))
            .isInstanceOf(WhatIfRefusedException.class)
            .hasMessageContaining("2f + 3");
        assertThatThrownBy(
                () -> alternatives.byMethod(actual, choice("text_union", Map.of()), NO_SEALS))
            .isInstanceOf(WhatIfRefusedException.class);
      }
    }
  }

  @Test
  void shouldRefuseTheWhatIf_whenTheDifferenceWouldShowAStore() {
    RoundDefinition priv =
        PrivateRound.central("p", PARAMETERS, STORES, new ModelReference("m", 1L, "00")).build();
    RoundDefinition masked =
        MaskingStores.definition("s", PARAMETERS, STORES, new ModelReference("m", 1L, "00"))
            .build();

    assertThatThrownBy(() -> Alternatives.requireOpen(priv))
        .isInstanceOf(WhatIfRefusedException.class)
        .hasMessageContaining("would show one store");
    assertThatThrownBy(() -> Alternatives.requireOpen(masked))
        .isInstanceOf(WhatIfRefusedException.class)
        .hasMessageContaining("masked");
  }

  private static void play(Bench bench, RoundDefinition round) {
    bench.define(round);
    UPDATES.forEach(update -> bench.upload(round, update));
    bench.advance(Duration.ofSeconds(6));
  }

  private static Predicate<UpdateChunk> only(int store, int chunk) {
    return c -> c.getStoreId().equals("store-" + store) && c.getChunkIndex() == chunk;
  }

  private UpdateChunk flipped(UpdateChunk chunk) {
    byte[] payload = new byte[chunk.getPayload().remaining()];
    chunk.getPayload().duplicate().get(payload);
    payload[1001] ^= 1;
    return UpdateChunk.newBuilder(chunk).setPayload(ByteBuffer.wrap(payload)).build();
  }

  private static ChunkRoots roots(RoundDefinition round) {
    return (storeId, attemptId, chunk) -> {
      Update update = UPDATES.get(Integer.parseInt(storeId.substring("store-".length())));
      return TreeHash.of(update.parts(round).get(chunk));
    };
  }

  private static MethodChoice choice(String method, Map<String, String> parameters) {
    return MethodChoices.write(
        new io.fedlog.learning.round.MethodChoice(
            method,
            parameters,
            new WeightRule(WeightRule.Kind.EQUAL, null),
            new Grid(24, 1024.0, 0, 1, 200, 1)));
  }

  private static byte[] joined(Collection<ServerStep> steps) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    steps.forEach(step -> bytes.writeBytes(step.model()));
    return bytes.toByteArray();
  }
}
