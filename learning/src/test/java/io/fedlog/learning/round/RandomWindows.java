package io.fedlog.learning.round;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A seeded log of one round with windows: stores of all speeds that upload again and again, some
 * the same attempt twice, some beside each other or backwards, from versions new and old.
 */
final class RandomWindows {
  private static final int STORES = 9;
  private static final String ROUND = "r1";

  record Entry(RoundEvent event, Stamp stamp) {}

  final List<Entry> entries = new ArrayList<>();
  final RoundTerms terms;
  int windows;
  private final Random random;
  private final RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
  private final Deque<RoundEvent> due = new ArrayDeque<>();
  private final Map<String, Long> lastIds = new HashMap<>();
  private final List<RoundEvent> said = new ArrayList<>();
  private final List<Long> versions = new ArrayList<>(List.of(7L));
  private long now = 1_000_000;

  RandomWindows(long seed, int length) {
    random = new Random(seed);
    TermsDraft draft = TermsDraft.round(ROUND).inWindows(1 + random.nextInt(4), random.nextInt(4));
    draft.needing(1, "0");
    draft.chunks = 1 + random.nextInt(5);
    terms = draft.terms();
    append(new RoundEvent.Defined(terms));
    while (entries.size() < length) {
      step();
    }
    append(
        switch (random.nextInt(3)) {
          case 0 -> new RoundEvent.Cancel(ROUND, null);
          case 1 -> new RoundEvent.AggregateNow(ROUND);
          default -> new RoundEvent.Finish(ROUND);
        });
    upload("store-0");
    while (!due.isEmpty()) {
      append(due.poll());
    }
    if (!status().isOver()) {
      append(new RoundEvent.Finish(ROUND));
    }
    while (!due.isEmpty()) {
      append(due.poll());
    }
    for (int partition = 0; partition < RandomLog.PARTITIONS; partition++) {
      append(
          new RoundEvent.Tallied(ROUND, partition, Fates.NONE, Fates.NONE, List.of(), List.of()));
    }
  }

  private RoundStatus status() {
    RoundView view = machine.view(TermsDraft.MODEL, ROUND);
    return view == null ? RoundStatus.FAILED : view.status();
  }

  private void step() {
    int dice = random.nextInt(100);
    if (!due.isEmpty() && (dice < 30 || due.size() > 20)) {
      append(due.poll());
    } else if (dice < 80) {
      upload("store-" + random.nextInt(STORES));
    } else if (dice < 88 && !said.isEmpty()) {
      append(said.get(random.nextInt(said.size()))); // it is heard again
    } else if (dice == 88 && random.nextInt(20) == 0) {
      append(new RoundEvent.Withdraw(ROUND, "store-" + random.nextInt(STORES)));
    } else if (dice < 91) {
      append(new RoundEvent.AggregateNow(ROUND));
    } else {
      now += random.nextInt(15_000);
      append(new RoundEvent.Ticked());
    }
  }

  private void upload(String store) {
    long last = lastIds.getOrDefault(store, 0L);
    long id = random.nextInt(10) == 0 ? 1 + random.nextInt((int) last + 1) : last + 1;
    lastIds.put(store, Math.max(last, id));
    long base =
        random.nextInt(12) == 0
            ? random.nextInt(20)
            : versions.get(Math.max(0, versions.size() - 1 - random.nextInt(4)));
    Uploads uploads = new Uploads(terms, RandomLog.PARTITIONS).from(base);
    List<RoundEvent> events = new ArrayList<>(uploads.summaries(store, id, 10 + id % 7));
    events.add(uploads.seal(store, id, 1, 10 + id % 7));
    if (random.nextInt(12) == 0) {
      events.add(uploads.bad(store, id, "not_finite"));
    }
    Collections.shuffle(events, random);
    int left = random.nextInt(6) == 0 ? random.nextInt(events.size()) : events.size();
    for (RoundEvent event : events.subList(0, left)) {
      said.add(event);
      if (random.nextInt(4) == 0) {
        due.add(event);
      } else {
        append(event);
      }
    }
  }

  private void append(RoundEvent event) {
    now += random.nextInt(20);
    Stamp stamp = new Stamp(entries.size(), now);
    entries.add(new Entry(event, stamp));
    for (Effect effect : machine.apply(TermsDraft.MODEL, event, stamp)) {
      if (effect instanceof Effect.Decide decide) {
        windows++;
        if (random.nextInt(12) == 0) {
          due.add(new RoundEvent.FinaliseFailed(ROUND, decide.version(), 0, "lost"));
        }
        for (int chunk = 0; chunk < terms.chunkCount(); chunk++) {
          due.add(
              new RoundEvent.Published(
                  ROUND,
                  decide.version(),
                  chunk,
                  Uploads.root(ROUND, decide.version(), chunk),
                  10,
                  decide.cohortSize()));
        }
      } else if (effect instanceof Effect.Complete complete) {
        versions.add(complete.round().version());
      }
    }
  }
}
