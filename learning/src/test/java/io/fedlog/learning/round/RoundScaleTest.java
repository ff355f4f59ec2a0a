package io.fedlog.learning.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 100,000 stores whose ids have 32 characters: everything fits a record, and little is kept. */
class RoundScaleTest {
  private static final int STORES = 100_000;
  private static final int PARTITIONS = 8;
  private static final int PAGE_BYTES = 256 * 1024;

  @Test
  void shouldFitRecords_whenAHundredThousandStoresUpload() {
    TermsDraft draft = TermsDraft.round("r1").needing(STORES, "1");
    draft.chunks = 1;
    draft.maxCohort = STORES;
    RoundTerms terms = draft.terms();
    List<RoundEvent> events = events(terms);
    KeptRowsSink rows = new KeptRowsSink();
    RoundMachine machine = new RoundMachine(PARTITIONS, rows);
    machine.apply(terms.modelType(), new RoundEvent.Defined(terms), new Stamp(0, 0));

    List<Effect> effects = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      effects.addAll(machine.apply(terms.modelType(), events.get(i), new Stamp(1 + i, 1 + i / 10)));
    }
    effects.addAll(
        machine.apply(
            terms.modelType(), new RoundEvent.Ticked(), new Stamp(events.size(), 90_000)));

    Effect.Decide decide = RoundLog.only(effects, Effect.Decide.class);
    assertThat(decide.cohort()).hasSize(12_500);
    assertThat(BitSet.valueOf(decide.cohort()).cardinality()).isEqualTo(STORES);
    List<Effect.Roster> pages = RoundLog.all(effects, Effect.Roster.class);
    assertThat(pages).hasSize(decide.rosterPages());
    assertThat(pages.stream().mapToInt(page -> page.entries().size()).sum()).isEqualTo(STORES);
    assertThat(pages).allSatisfy(page -> assertThat(bytes(page)).isLessThan(PAGE_BYTES));
    assertThat(rows.widestValue).isLessThan(1024);
    assertThat(rows.puts).as("a row a fact, and a few").isLessThan(events.size() + 200);

    settle(terms, machine, rows, decide);
  }

  /** What is left of a settled round is 8 bytes a store, in rows of at most 64 KiB. */
  private static void settle(
      RoundTerms terms, RoundMachine machine, KeptRowsSink rows, Effect.Decide decide) {
    List<Effect> effects = new ArrayList<>();
    byte[] root = Uploads.root("r1", 1, 0);
    apply(machine, terms, new RoundEvent.Published("r1", 1, 0, root, 10, decide.cohortSize()));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      effects =
          apply(
              machine,
              terms,
              new RoundEvent.Tallied(
                  "r1", partition, Fates.NONE, Fates.NONE, List.of(), List.of()));
    }
    assertThat(RoundLog.only(effects, Effect.Settle.class).attempts().aggregated())
        .isEqualTo(STORES);
    assertThat(rows.rows).hasSize(2 + (STORES + 8191) / 8192);
    assertThat(rows.widestValue).isEqualTo(64 * 1024);
    KeptRowsSink kept = rows.copy();
    RoundMachine restored = new RoundMachine(PARTITIONS, kept);
    restored.restore(rows.shuffled(new Random(1)));
    RoundEvent again = new Uploads(terms, PARTITIONS).seal(store(77), 77, 1, 10);
    apply(restored, terms, again);
    assertThat(kept.asText()).as("a counted attempt stays counted once").isEqualTo(rows.asText());
  }

  private static List<Effect> apply(RoundMachine machine, RoundTerms terms, RoundEvent event) {
    return machine.apply(terms.modelType(), event, new Stamp(1_000_000, 90_000));
  }

  private static List<RoundEvent> events(RoundTerms terms) {
    Uploads uploads = new Uploads(terms, PARTITIONS);
    List<RoundEvent> events = new ArrayList<>();
    for (int i = 0; i < STORES; i++) {
      String store = store(i);
      events.add(new RoundEvent.Joined(terms.roundId(), store));
      events.add(uploads.summary(store, i, 10, 0));
      events.add(uploads.seal(store, i, 1, 10));
    }
    return events;
  }

  /** As Avro writes it: a length and the characters, and a variable-length long of at most 10. */
  private static int bytes(Effect.Roster page) {
    return page.entries().stream().mapToInt(entry -> entry.storeId().length() + 2 + 10).sum();
  }

  private static String store(int number) {
    return "store-%026d".formatted(number);
  }
}
