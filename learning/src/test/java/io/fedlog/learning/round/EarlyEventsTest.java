package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Joins and target pages travel on other partitions than definitions, and may come first. */
class EarlyEventsTest {
  private static final RoundTerms TERMS =
      new RoundTerms(
          "r",
          "m",
          2,
          1,
          1,
          BigDecimal.ONE,
          1_000,
          60_000,
          false,
          1,
          4,
          true,
          0,
          new WeightRule(WeightRule.Kind.EQUAL, null),
          1,
          8,
          null);

  @Test
  void shouldCountTargetsAndJoins_whenTheyCameBeforeTheDefinition() {
    RoundMachine machine = new RoundMachine(1, RowSink.NONE);

    assertThat(machine.apply("m", new RoundEvent.Joined("r", "b"), new Stamp(0, 10))).isEmpty();
    assertThat(
            machine.apply(
                "m", new RoundEvent.Targeted("r", 0, List.of("a", "b")), new Stamp(1, 20)))
        .isEmpty();
    machine.apply("m", new RoundEvent.Defined(TERMS), new Stamp(2, 30));

    RoundView view = machine.view("m", "r");
    assertThat(view).isNotNull();
    assertThat(view.status()).isEqualTo(RoundStatus.IN_PROGRESS);
    assertThat(view.participating()).isEqualTo(1);
  }

  @Test
  void shouldGoOnWaiting_whenTheMachineIsRestored() {
    Map<String, Map.Entry<byte[], byte[]>> rows = new TreeMap<>();
    RowSink sink =
        new RowSink() {
          @Override
          public void put(byte[] key, byte[] value) {
            rows.put(HexFormat.of().formatHex(key), Map.entry(key, value));
          }

          @Override
          public void delete(byte[] key) {
            rows.remove(HexFormat.of().formatHex(key));
          }
        };
    new RoundMachine(1, sink).apply("m", new RoundEvent.Joined("r", "b"), new Stamp(0, 10));

    RoundMachine restored = new RoundMachine(1, sink);
    restored.restore(new ArrayList<>(rows.values()));
    restored.apply("m", new RoundEvent.Targeted("r", 0, List.of("a", "b")), new Stamp(1, 20));
    restored.apply("m", new RoundEvent.Defined(TERMS), new Stamp(2, 30));

    RoundView view = restored.view("m", "r");
    assertThat(view).isNotNull();
    assertThat(view.participating()).isEqualTo(1);
  }

  @Test
  void shouldForget_whenNoDefinitionComesInTenMinutes() {
    RoundMachine machine = new RoundMachine(1, RowSink.NONE);
    machine.apply("m", new RoundEvent.Joined("r", "b"), new Stamp(0, 10));

    machine.tick(new Stamp(1, 11 + EarlyEvents.LONGEST_MS));
    machine.apply("m", new RoundEvent.Defined(TERMS), new Stamp(2, 12 + EarlyEvents.LONGEST_MS));

    RoundView view = machine.view("m", "r");
    assertThat(view).isNotNull();
    assertThat(view.participating()).isZero();
  }

  @Test
  void shouldRefuseAtOnce_whenANameIsNoneThatARoundCanHave() {
    String huge = "x".repeat(70_000); // more than a modified UTF-8 string of a row holds
    KeptRowsSink rows = new KeptRowsSink();
    RoundMachine machine = new RoundMachine(1, rows);
    List<Effect> effects = new ArrayList<>();

    effects.addAll(machine.apply(huge, new RoundEvent.Joined("r", "b"), new Stamp(0, 10)));
    effects.addAll(machine.apply("m", new RoundEvent.Joined(huge, "b"), new Stamp(1, 11)));
    effects.addAll(machine.apply("m", new RoundEvent.Joined("r", huge), new Stamp(2, 12)));
    effects.addAll(
        machine.apply(huge, new RoundEvent.Targeted("r", 0, List.of("a", huge)), new Stamp(3, 13)));

    assertThat(effects).hasSize(4).allMatch(Effect.Refused.class::isInstance);
    assertThat(rows.rows).isEmpty();
  }

  @Test
  void shouldKeepNoMoreThanFits_whenPagesOfManyNamesWait() {
    RoundMachine machine = new RoundMachine(1, RowSink.NONE);
    String name = "x".repeat(Bounds.NAME);
    List<String> page = Collections.nCopies(10_000, name); // 2 million units
    int waiting = 0;
    for (int n = 0; n < 20; n++) {
      waiting +=
          machine.apply("m", new RoundEvent.Targeted("r" + n, 0, page), new Stamp(n, 10)).isEmpty()
              ? 1
              : 0;
    }

    assertThat(waiting).isEqualTo((int) (EarlyEvents.MOST_UNITS / (10_000L * Bounds.NAME + 1)));
  }
}
