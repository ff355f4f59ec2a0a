package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** So many stores are lost that one event does not unmask the weight of those that are left. */
class SecureWeightTest {
  private static final String MODEL = TermsDraft.MODEL;
  private static final int STORES = 80;

  /** 2,048 agreements are the masks of 25 lost stores, at 79 neighbours each. */
  private static final int LOST = 36;

  private static final SecureTerms PROTOCOL =
      new SecureTerms("r", 3, 11, 4, GroupTerms.complete(Adversary.SEMI_HONEST, 0.45, 0.1));

  private final KeptRowsSink rows = new KeptRowsSink();
  private final RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, rows);
  private final RoundTerms terms = terms();
  private final List<SecureStore> stores =
      IntStream.range(0, STORES)
          .mapToObj(
              i ->
                  new SecureStore(
                      "store-" + i, PROTOCOL, 1 + i, false, (s, m, g) -> true, new Random(i)))
          .toList();
  private final List<SecureStep> steps = new ArrayList<>();
  private int offset;

  /** The weights of the stores that are left are 37 to 80. */
  @Test
  void shouldGoOnWithEveryEvent_whereverItIsRestored() {
    upload();
    apply(new RoundEvent.AggregateNow("r"));
    var decided = step(SecureStep.OutcomeDecided.class);
    List<SecureStore> left = stores.subList(LOST, STORES);
    left.forEach(store -> store.confirm(decided.outcome(), List.of()));
    List<Reveal> reveals = left.stream().map(store -> store.reveal(List.of())).toList();
    int said = 0;
    while (machine.tickDueAt() != Long.MIN_VALUE) {
      say(new SecureRecord.Revealed(reveals.get(said++)));
    }

    assertThat(said).isLessThan(reveals.size());
    assertThat(steps).noneMatch(SecureStep.Unmask.class::isInstance);
    KeptRowsSink kept = rows.copy();
    RoundMachine restored = new RoundMachine(RandomLog.PARTITIONS, kept);
    restored.restore(rows.shuffled(new Random(7)));
    assertThat(restored.tickDueAt()).isEqualTo(Long.MIN_VALUE);
    Stamp next = new Stamp(offset + 1, 1_010_000);
    List<Effect> effects = machine.apply(MODEL, new RoundEvent.Ticked(), next);

    assertThat(EffectText.of(restored.apply(MODEL, new RoundEvent.Ticked(), next)))
        .isEqualTo(EffectText.of(effects));
    assertThat(kept.asText()).isEqualTo(rows.asText());
    assertThat(effects)
        .anySatisfy(
            effect ->
                assertThat(((SecureStep.Unmask) ((Effect.Secure) effect).step()).totalWeight())
                    .isEqualTo(IntStream.rangeClosed(37, 80).sum()));
  }

  private void upload() {
    apply(new RoundEvent.Defined(terms));
    apply(new RoundEvent.Targeted("r", 0, stores.stream().map(store -> store.id).toList()));
    stores.forEach(store -> say(store.keys()));
    Group group = step(SecureStep.GroupClosed.class).group();
    List<DealtShares> dealt = stores.stream().map(store -> store.deal(group)).toList();
    dealt.forEach(shares -> say(new SecureRecord.Dealt(shares)));
    StoreSet sharers = step(SecureStep.SharersNamed.class).sharers();
    Uploads uploads = new Uploads(terms, RandomLog.PARTITIONS);
    for (SecureStore store : stores.subList(LOST, STORES)) {
      dealt.forEach(store::take);
      uploads.summaries(store.id, 1, 1).forEach(this::apply);
      apply(
          new RoundEvent.Sealed(
              "r",
              new AttemptReference(store.id, 1),
              1,
              terms.chunkCount(),
              terms.updateBytes(),
              1,
              1,
              uploads.digest(store.id, 1),
              0,
              Map.of(),
              store.seal(sharers),
              null,
              null));
    }
  }

  private static RoundTerms terms() {
    return new RoundTerms(
            "r",
            MODEL,
            STORES,
            1,
            3,
            BigDecimal.ONE,
            20_000,
            90_000,
            false,
            3,
            3L * TermsDraft.CHUNK_BYTES,
            true,
            1,
            new WeightRule(WeightRule.Kind.SAMPLES, null),
            100,
            STORES,
            null)
        .masked(new MaskingTerms(PROTOCOL, 10_000, 0));
  }

  private void say(SecureRecord record) {
    apply(new RoundEvent.Secure("r", record));
  }

  private void apply(RoundEvent event) {
    for (Effect effect : machine.apply(MODEL, event, new Stamp(offset++, 1_000_000))) {
      if (effect instanceof Effect.Secure secure) {
        steps.add(secure.step());
      }
    }
  }

  private <T extends SecureStep> T step(Class<T> kind) {
    return steps.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }
}
