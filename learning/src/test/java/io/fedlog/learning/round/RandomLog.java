package io.fedlog.learning.round;

import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.learning.privacy.UpdateNorm;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A seeded log of rounds of two model types: honest and clumsy stores, impatient operators, and
 * events that no honest writer would append.
 */
final class RandomLog {
  static final int PARTITIONS = 3;
  static final List<String> MODELS = List.of("churn_prediction", "sales_forecast");
  private static final int STORES = 12;
  private static final long TEN_MINUTES_MS = 600_000;

  record Entry(String modelType, RoundEvent event, Stamp stamp) {}

  final List<Entry> entries = new ArrayList<>();
  final List<RoundTerms> rounds = new ArrayList<>();
  private final Random random;
  private final HostileEvents hostile;

  /** Tells the generator what was decided, so that it can act as the chunk tasks do. */
  private final RoundMachine machine = new RoundMachine(PARTITIONS, RowSink.NONE);

  /** Model types whose rounds must be private. */
  private final Set<String> budgeted = new HashSet<>();

  private final Deque<Entry> due = new ArrayDeque<>();
  private long now = 1_000_000;
  private int defined;

  RandomLog(long seed, int length) {
    this.random = new Random(seed);
    this.hostile = new HostileEvents(random);
    while (rounds.isEmpty()) {
      define();
    }
    while (entries.size() < length) {
      step();
    }
    // the deadline passes; then each decided round's time to be made, one round after the other
    now += 2 * TermsDraft.DEADLINE_MS;
    for (int i = 0; i <= rounds.size(); i++) {
      MODELS.forEach(model -> append(model, new RoundEvent.Ticked()));
      now += TEN_MINUTES_MS;
    }
    drain();
    for (RoundTerms terms : rounds) {
      tallies(terms);
    }
    drain();
  }

  private void step() {
    if (!due.isEmpty() && random.nextInt(3) > 0) {
      Entry next = due.poll();
      append(next.modelType(), next.event());
      return;
    }
    RoundTerms terms = any(rounds.subList(Math.max(0, rounds.size() - 5), rounds.size()));
    String store = "store-" + random.nextInt(STORES);
    int dice = random.nextInt(100);
    if (dice < 3) {
      define();
    } else if (dice < 15) {
      append(terms.modelType(), new RoundEvent.Joined(terms.roundId(), store));
    } else if (dice < 60) {
      upload(terms, store);
    } else if (dice < 80) {
      append(any(MODELS), hostile.event(terms, store));
    } else if (dice < 83) {
      append(terms.modelType(), command(terms.roundId(), store));
    } else {
      now += random.nextInt(12_000);
      append(terms.modelType(), new RoundEvent.Ticked());
    }
  }

  private void define() {
    TermsDraft draft = TermsDraft.round("r" + defined);
    draft.modelType = any(MODELS);
    draft.chunks = 1 + random.nextInt(7);
    draft.needing(1 + random.nextInt(4), "0." + random.nextInt(10));
    draft.atDeadline = random.nextBoolean();
    draft.maxCohort = 4 + random.nextInt(STORES);
    if (random.nextBoolean()) {
      draft.asking(4).pages = 2;
    }
    if (random.nextInt(3) == 0) {
      draft.taking(draft.minStores + random.nextInt(2));
      draft.take = Math.min(draft.take, draft.targets == 0 ? draft.maxCohort : draft.targets);
    }
    if (random.nextInt(3) == 0) {
      draft.under(privacy());
    }
    RoundTerms terms = draft.terms();
    boolean first = draft.modelType.equals(MODELS.get(0));
    PrivacyBudget budget = first ? new PrivacyBudget(1_000, 0) : new PrivacyBudget(12, 1e-5);
    if (terms.privacy() == null && budgeted.contains(draft.modelType)) {
      append(draft.modelType, new RoundEvent.SetBudget(null, "ann"));
    } else if (terms.privacy() != null && !budgeted.contains(draft.modelType)) {
      append(draft.modelType, new RoundEvent.SetBudget(budget, "ben"));
    }
    append(terms.modelType(), new RoundEvent.Defined(terms, "key-0"));
    defined++;
    if (machine.view(terms.modelType(), terms.roundId()) == null) {
      return; // it would spend more than it may
    }
    rounds.add(terms);
    if (terms.targetCount() > 0) {
      List<RoundEvent> pages = new ArrayList<>();
      pages.add(new RoundEvent.Targeted(terms.roundId(), 0, List.of("store-0", "store-1")));
      pages.add(new RoundEvent.Targeted(terms.roundId(), 1, List.of("store-2", "store-3")));
      pages.subList(0, random.nextInt(8) == 0 ? 1 : 2).forEach(page -> later(terms, page));
    }
  }

  /** Epsilon 0.5 or 1 of Laplace noise, rho 0.5 or 2 of Gaussian noise. */
  private PrivacyTerms privacy() {
    boolean laplace = random.nextBoolean();
    return new PrivacyTerms(
        random.nextBoolean() ? PrivacyTerms.Mode.LOCAL : PrivacyTerms.Mode.CENTRAL,
        laplace ? PrivacyTerms.Noise.LAPLACE : PrivacyTerms.Noise.GAUSSIAN,
        100,
        laplace ? 200 : 100,
        laplace ? 0 : 1e-5);
  }

  /** All, or some, of an attempt's events, in any order, some twice, some of them bad. */
  private void upload(RoundTerms terms, String store) {
    Uploads uploads = new Uploads(terms, PARTITIONS);
    int number = 1 + random.nextInt(4);
    long rows = 1L + random.nextInt(50);
    boolean bounded = terms.boundsNorms();
    UpdateNorm norm = new UpdateNorm(0, random.nextInt(6) == 0 ? 4_000 : 10);
    List<RoundEvent> events =
        new ArrayList<>(
            bounded
                ? uploads.summaries(store, number, norm)
                : uploads.summaries(store, number, rows));
    events.add(uploads.seal(store, number, number, rows));
    if (random.nextInt(8) == 0) {
      events.add(uploads.bad(store, number, "not_finite"));
    }
    Collections.shuffle(events, random);
    int left = random.nextInt(6) == 0 ? random.nextInt(events.size()) : events.size();
    events.subList(0, left).forEach(event -> append(terms.modelType(), event));
    if (random.nextInt(5) == 0) {
      append(terms.modelType(), any(events));
    }
  }

  private RoundEvent command(String roundId, String store) {
    return switch (random.nextInt(6)) {
      case 0 -> new RoundEvent.AggregateNow(roundId);
      case 1 -> new RoundEvent.Cancel(roundId, null);
      case 2 -> new RoundEvent.Withdraw(roundId, store);
      case 3 -> new RoundEvent.Promote(1 + random.nextInt(9), "ann");
      case 4 -> new RoundEvent.SetBudget(new PrivacyBudget(5 + random.nextInt(40), 1e-6), "eve");
      default -> new RoundEvent.Retire(roundId);
    };
  }

  private void append(String modelType, RoundEvent event) {
    now += random.nextInt(20);
    Stamp stamp = new Stamp(entries.size(), now - (random.nextInt(50) == 0 ? 500_000 : 0));
    entries.add(new Entry(modelType, event, stamp));
    if (event instanceof RoundEvent.SetBudget set) {
      boolean unused = set.budget() == null ? budgeted.remove(modelType) : budgeted.add(modelType);
    }
    for (Effect effect : machine.apply(modelType, event, stamp)) {
      if (effect instanceof Effect.Decide decide) {
        make(terms(decide.roundId()), decide);
      } else if (effect instanceof Effect.Close close) {
        tallies(terms(close.roundId()));
      }
    }
  }

  /** What chunk tasks do; now and then they fail, or never do it. */
  private void make(RoundTerms terms, Effect.Decide decide) {
    int luck = random.nextInt(20);
    for (int chunk = 0; chunk < terms.chunkCount() - (luck == 0 ? 1 : 0); chunk++) {
      byte[] root = Uploads.root(terms.roundId(), decide.version(), chunk);
      int updates = decide.cohortSize() + (luck == 1 ? 1 : 0);
      later(
          terms,
          luck == 2
              ? new RoundEvent.FinaliseFailed(terms.roundId(), decide.version(), chunk, "no memory")
              : new RoundEvent.Published(
                  terms.roundId(),
                  decide.version(),
                  chunk,
                  root,
                  10,
                  updates,
                  0,
                  noiseKeyId(terms, luck == 3 ? chunk : 0)));
    }
  }

  private static @Nullable String noiseKeyId(RoundTerms terms, int key) {
    return terms.boundsNorms() ? "key-" + key : null;
  }

  private void tallies(RoundTerms terms) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      Fates chunks = new Fates(3, 1, 0, 0, 1, 0, 0, 0, Map.of("not_finite", 1L));
      later(
          terms,
          new RoundEvent.Tallied(
              terms.roundId(), partition, chunks, chunks, attempts(), attempts()));
    }
  }

  private List<AttemptReference> attempts() {
    return random
        .ints(random.nextInt(3), 0, STORES)
        .mapToObj(i -> new AttemptReference("store-" + i, 1 + random.nextInt(4)))
        .toList();
  }

  private void later(RoundTerms terms, RoundEvent event) {
    due.add(new Entry(terms.modelType(), event, new Stamp(0, 0)));
  }

  private void drain() {
    while (!due.isEmpty()) {
      Entry next = due.poll();
      append(next.modelType(), next.event());
    }
  }

  private RoundTerms terms(String roundId) {
    return rounds.stream().filter(t -> t.roundId().equals(roundId)).findFirst().orElseThrow();
  }

  private <T> T any(List<? extends T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
