package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.Advertisement;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.SecureTerms;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the group of a round that masks is closed, and with whom. */
class SecureGroupTest {
  private static final String MODEL = "churn_prediction";
  private static final int STORES = 6;
  private static final SecureTerms PROTOCOL =
      new SecureTerms("r", 3, 11, 4, GroupTerms.complete(Adversary.SEMI_HONEST, 0.3, 0.2));

  private final KeptRowsSink rows = new KeptRowsSink();
  private final RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, rows);
  private final List<Effect> effects = new ArrayList<>();
  private final List<SecureStore> stores =
      IntStream.range(0, STORES)
          .mapToObj(
              i ->
                  new SecureStore(
                      "store-" + i, PROTOCOL, 1, false, (s, m, g) -> true, new Random(i)))
          .toList();
  private int offset;

  @Test
  void shouldWaitForTheirKeys_whenAllTargetsHaveJoined() {
    begin(0, STORES);
    stores.forEach(store -> apply(new RoundEvent.Joined("r", store.id)));
    assertThat(steps(SecureStep.GroupClosed.class)).isEmpty();

    stores.subList(0, STORES - 1).forEach(this::advertise);
    assertThat(steps(SecureStep.GroupClosed.class)).isEmpty();
    advertise(stores.get(STORES - 1));

    assertThat(members())
        .containsExactly("store-0", "store-1", "store-2", "store-3", "store-4", "store-5");
  }

  @Test
  void shouldCloseTheGroupAtOnce_whenItIsFull() {
    begin(4, 0);
    stores.forEach(store -> apply(new RoundEvent.Joined("r", store.id)));
    stores.forEach(this::advertise);
    advertise(stores.get(1)); // an agent that was started again

    assertThat(members()).containsExactly("store-0", "store-1", "store-2", "store-3");
    assertThat(refused()).containsExactly("store-4 group_full", "store-5 group_full");
  }

  /** Until the pages are in, anybody may be asked. */
  @Test
  void shouldTakeTheFirstOfThoseAsked_whenKeysComeBeforeTheTargets() {
    apply(new RoundEvent.Defined(terms(3, 5)));
    stores.forEach(this::advertise);
    assertThat(refused()).isEmpty();
    List<String> asked = stores.subList(1, STORES).stream().map(store -> store.id).toList();
    apply(new RoundEvent.Targeted("r", 0, asked));

    assertThat(members()).containsExactly("store-1", "store-2", "store-3");
    assertThat(refused()).containsExactly("store-4 group_full", "store-5 group_full");
    assertThat(machine.view(MODEL, "r").participating()).isEqualTo(3);
  }

  @Test
  void shouldAskForUpdatesAtOnce_whenAllOfTheGroupHaveShared() {
    begin(4, 0);
    stores.forEach(store -> apply(new RoundEvent.Joined("r", store.id)));
    stores.forEach(this::advertise);
    var group = steps(SecureStep.GroupClosed.class).get(0).group();

    stores.subList(0, 4).forEach(store -> say(new SecureRecord.Dealt(store.deal(group))));

    assertThat(steps(SecureStep.SharersNamed.class)).hasSize(1);
  }

  @Test
  void shouldTakeItsPlaceBack_whenAStoreIsWithdrawnBeforeTheGroupIsFull() {
    begin(3, 0);
    advertise(stores.get(0));
    advertise(stores.get(1));
    apply(new RoundEvent.Withdraw("r", "store-0"));
    advertise(stores.get(2));
    assertThat(steps(SecureStep.GroupClosed.class)).isEmpty();
    advertise(stores.get(3));

    assertThat(members()).containsExactly("store-1", "store-2", "store-3");
  }

  @Test
  void shouldNotJoin_whenItsKeysCannotBe() {
    begin(3, 0);
    Advertisement sound = stores.get(0).keys().advertisement();
    say(
        new SecureRecord.Keys(
            new Advertisement("store-0", new byte[32], sound.maskKey(), new byte[0]), new byte[0]));

    assertThat(refused()).containsExactly("store-0 bad_key");
    assertThat(machine.view(MODEL, "r").participating()).isZero();
  }

  /** Aggregators that check no signatures know no enrolled keys; waiting would change nothing. */
  @Test
  void shouldFailAtOnce_whenStoresMustSignAndNobodyChecks() {
    SecureTerms lying =
        new SecureTerms("r", 3, 11, 4, GroupTerms.complete(Adversary.MALICIOUS, 0.3, 0.2));
    apply(new RoundEvent.Defined(terms(0, 0).masked(new MaskingTerms(lying, 10_000, 0))));
    advertise(stores.get(0));

    assertThat(machine.view(MODEL, "r").status()).isEqualTo(RoundStatus.FAILED);
    assertThat(machine.view(MODEL, "r").reason())
        .startsWith("adversary is MALICIOUS, so stores must sign")
        .contains("FL_SIGNATURES=required");
  }

  @Test
  void shouldRefuseTheTerms_whenNoGroupCouldBeOfThatSize() {
    for (int size : new int[] {-1, 2, 21}) {
      assertThatThrownBy(() -> terms(size, 0))
          .hasMessageContaining("group_size")
          .hasMessageContaining("from min_stores 3 to the 20 stores asked");
    }
    assertThatThrownBy(() -> terms(7, 6)).hasMessageContaining("to the 6 stores asked");
  }

  /** Of 90 s 20 are for joining: a third of the rest is 23,333 ms, as the coordinator says too. */
  @Test
  void shouldRefuseTheTerms_whenThePhasesHaveNoRoom() {
    RoundTerms most = terms(0, 0).masked(new MaskingTerms(PROTOCOL, 23_333, 0));
    assertThat(most.deadlineMs()).isEqualTo(90_000);
    assertThatThrownBy(() -> terms(0, 0).masked(new MaskingTerms(PROTOCOL, 23_334, 0)))
        .hasMessageContaining("deadline_ms is 90000")
        .hasMessageContaining("the join window of 20000 and three times the phase_ms of 23334");
  }

  @Test
  void shouldKeepNothingOfTheProtocol_whenTheRoundIsOver() {
    begin(4, 0);
    stores.forEach(this::advertise);
    assertThat(secureRows()).isPositive();
    apply(new RoundEvent.Cancel("r", "enough"));

    assertThat(machine.view(MODEL, "r").status()).isEqualTo(RoundStatus.CANCELLED);
    assertThat(secureRows()).isZero();
  }

  /** Rows' keys begin with their kind; asText gives them in hex. */
  private long secureRows() {
    return rows.asText().stream()
        .filter(row -> SecureRows.isOne((byte) Integer.parseInt(row.substring(0, 2), 16)))
        .count();
  }

  private void begin(int groupSize, int targets) {
    apply(new RoundEvent.Defined(terms(groupSize, targets)));
    if (targets > 0) {
      apply(new RoundEvent.Targeted("r", 0, stores.stream().map(store -> store.id).toList()));
    }
  }

  private static RoundTerms terms(int groupSize, int targets) {
    return new RoundTerms(
            "r",
            MODEL,
            targets,
            targets == 0 ? 0 : 1,
            3,
            BigDecimal.ONE,
            20_000,
            90_000,
            false,
            3,
            3L * TermsDraft.CHUNK_BYTES,
            true,
            7,
            new WeightRule(WeightRule.Kind.EQUAL, null),
            100,
            20,
            null)
        .masked(new MaskingTerms(PROTOCOL, 10_000, groupSize));
  }

  private void advertise(SecureStore store) {
    say(store.keys());
  }

  private void say(SecureRecord record) {
    apply(new RoundEvent.Secure("r", record));
  }

  private void apply(RoundEvent event) {
    effects.addAll(machine.apply(MODEL, event, new Stamp(offset++, 1_000_000 + offset)));
  }

  private List<String> members() {
    List<SecureStep.GroupClosed> closed = steps(SecureStep.GroupClosed.class);
    assertThat(closed).hasSize(1);
    return closed.get(0).group().members().stream().map(Advertisement::store).toList();
  }

  private List<String> refused() {
    return effects.stream()
        .filter(Effect.Refused.class::isInstance)
        .map(Effect.Refused.class::cast)
        .map(refused -> refused.storeId() + " " + refused.reason())
        .toList();
  }

  private <T extends SecureStep> List<T> steps(Class<T> kind) {
    return effects.stream()
        .filter(Effect.Secure.class::isInstance)
        .map(effect -> ((Effect.Secure) effect).step())
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }
}
