package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.Group;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.StoreSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A round that masks, complete, while another version of its model type is being made. */
class SecureWaitTest {
  private static final String MODEL = TermsDraft.MODEL;
  private static final long PHASE_MS = 10_000;
  private static final long DEADLINE_MS = 90_000;
  private static final SecureTerms PROTOCOL =
      new SecureTerms("masked", 3, 11, 4, GroupTerms.complete(Adversary.SEMI_HONEST, 0.3, 0.2));

  private final RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
  private final RoundTerms plain = TermsDraft.round("plain").asking(1).terms();
  private final RoundTerms masked = masked();
  private final List<SecureStore> stores =
      IntStream.range(0, 4)
          .mapToObj(
              i ->
                  new SecureStore(
                      "store-" + i, PROTOCOL, 1, false, (s, m, g) -> true, new Random(i)))
          .toList();
  private final List<Effect> effects = new ArrayList<>();
  private long now = 1_000_000;

  @Test
  void shouldFailByName_whenItsTurnDoesNotComeInTime() {
    decidePlain();
    completeMasked();
    assertThat(status()).isEqualTo(RoundStatus.IN_PROGRESS);

    now = 1_000_000 + DEADLINE_MS - PHASE_MS - 1;
    apply(new RoundEvent.Ticked());
    assertThat(status()).isEqualTo(RoundStatus.IN_PROGRESS);
    now += 10;
    apply(new RoundEvent.Ticked());

    assertThat(status()).isEqualTo(RoundStatus.FAILED);
    assertThat(machine.view(MODEL, "masked").reason())
        .startsWith("deadline passed: it waited for the version of round plain");
  }

  @Test
  void shouldBeDecided_whenItsTurnComesInTime() {
    decidePlain();
    completeMasked();
    now += 1_000;
    publishPlain();

    assertThat(status()).isEqualTo(RoundStatus.AGGREGATING);
  }

  /** Not even by the event that ends the round before it. */
  @Test
  void shouldFailByName_whenItsTurnComesTooLate() {
    decidePlain();
    completeMasked();
    now = 1_000_000 + DEADLINE_MS;
    publishPlain();

    assertThat(status()).isEqualTo(RoundStatus.FAILED);
    assertThat(machine.view(MODEL, "masked").reason()).contains("could not be decided before");
  }

  private RoundStatus status() {
    return machine.view(MODEL, "masked").status();
  }

  private void decidePlain() {
    apply(new RoundEvent.Defined(plain));
    apply(new RoundEvent.Targeted("plain", 0, List.of("store-0")));
    Uploads uploads = new Uploads(plain, RandomLog.PARTITIONS);
    uploads.summaries("store-0", 1, 1).forEach(this::apply);
    apply(uploads.seal("store-0", 1, 1, 1));
    assertThat(machine.view(MODEL, "plain").status()).isEqualTo(RoundStatus.AGGREGATING);
  }

  private void publishPlain() {
    for (int chunk = 0; chunk < plain.chunkCount(); chunk++) {
      apply(new RoundEvent.Published("plain", 1, chunk, Uploads.root("plain", 1, chunk), 10, 1));
    }
    assertThat(machine.view(MODEL, "plain").status()).isEqualTo(RoundStatus.COMPLETED);
  }

  private void completeMasked() {
    apply(new RoundEvent.Defined(masked));
    apply(new RoundEvent.Targeted("masked", 0, stores.stream().map(store -> store.id).toList()));
    stores.forEach(store -> say(store.keys()));
    Group group = step(SecureStep.GroupClosed.class).group();
    List<DealtShares> dealt = stores.stream().map(store -> store.deal(group)).toList();
    dealt.forEach(shares -> say(new SecureRecord.Dealt(shares)));
    StoreSet sharers = step(SecureStep.SharersNamed.class).sharers();
    Uploads uploads = new Uploads(masked, RandomLog.PARTITIONS);
    for (SecureStore store : stores) {
      dealt.forEach(store::take);
      uploads.summaries(store.id, 1, 1).forEach(this::apply);
      apply(
          new RoundEvent.Sealed(
              "masked",
              new AttemptReference(store.id, 1),
              1,
              masked.chunkCount(),
              masked.updateBytes(),
              1,
              1,
              uploads.digest(store.id, 1),
              0,
              Map.of(),
              store.seal(sharers),
              null,
              null));
    }
    assertThat(machine.view(MODEL, "masked").completed()).isEqualTo(4);
  }

  private static RoundTerms masked() {
    return new RoundTerms(
            "masked",
            MODEL,
            4,
            1,
            3,
            BigDecimal.ONE,
            20_000,
            DEADLINE_MS,
            false,
            3,
            3L * TermsDraft.CHUNK_BYTES,
            true,
            1,
            new WeightRule(WeightRule.Kind.EQUAL, null),
            1,
            20,
            null)
        .masked(new MaskingTerms(PROTOCOL, PHASE_MS, 0));
  }

  private void say(SecureRecord record) {
    apply(new RoundEvent.Secure("masked", record));
  }

  private void apply(RoundEvent event) {
    effects.addAll(machine.apply(MODEL, event, new Stamp(effects.size(), now)));
  }

  private <T extends SecureStep> T step(Class<T> kind) {
    return effects.stream()
        .filter(Effect.Secure.class::isInstance)
        .map(effect -> ((Effect.Secure) effect).step())
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }
}
