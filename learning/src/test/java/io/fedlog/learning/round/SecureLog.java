package io.fedlog.learning.round;

import io.fedlog.learning.round.RandomLog.Entry;
import io.fedlog.learning.secure.Confirmation;
import io.fedlog.learning.secure.DealtShares;
import io.fedlog.learning.secure.GroupTerms;
import io.fedlog.learning.secure.GroupTerms.Adversary;
import io.fedlog.learning.secure.Reveal;
import io.fedlog.learning.secure.SecureTerms;
import io.fedlog.learning.secure.ShareKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A seeded log of one round that masks. Its stores are true ones; up to a third of them leave in
 * some phase, some send records twice, reveal a wrong share first, or upload when it is too late.
 */
final class SecureLog {
  static final String MODEL = "churn_prediction";
  private static final long PHASE_MS = 10_000;
  private static final int CHUNK_VALUES = 4;
  private static final int CHUNKS = 3;

  final List<Entry> entries = new ArrayList<>();
  final Map<String, SecureStore> stores = new LinkedHashMap<>();
  final Map<String, long[]> masked = new HashMap<>();
  final List<SecureStep> steps = new ArrayList<>();
  final List<Effect> effects = new ArrayList<>();
  final RoundTerms terms;
  private final RoundMachine machine = new RoundMachine(RandomLog.PARTITIONS, RowSink.NONE);
  private final Random random;
  private final boolean signed;
  private final List<DealtShares> dealt = new ArrayList<>();
  private final List<Confirmation> confirmations = new ArrayList<>();
  private long now = 1_000_000;

  SecureLog(long seed) {
    this.random = new Random(seed);
    this.signed = random.nextBoolean();
    int count = 4 + random.nextInt(6);
    SecureTerms protocol =
        new SecureTerms(
            "r",
            3,
            CHUNK_VALUES * CHUNKS - 1,
            CHUNK_VALUES,
            new GroupTerms(
                signed ? Adversary.MALICIOUS : Adversary.SEMI_HONEST,
                random.nextBoolean(),
                40,
                20,
                0.45,
                0.1));
    int groupSize = random.nextInt(3) == 0 ? 3 + random.nextInt(count - 2) : 0;
    this.terms = terms(protocol, random.nextInt(2) * count, groupSize);
    for (int i = 0; i < count; i++) {
      String id = "store-" + i;
      long weight = terms.weighting().kind() == WeightRule.Kind.EQUAL ? 1 : 1 + random.nextInt(90);
      stores.put(
          id,
          new SecureStore(
              id,
              protocol,
              weight,
              signed,
              (store, message, signature) -> stores.get(store).signed(message, signature),
              random));
    }
    play();
  }

  private RoundTerms terms(SecureTerms protocol, int targets, int groupSize) {
    return new RoundTerms(
            "r",
            MODEL,
            targets,
            targets == 0 ? 0 : 1,
            3,
            new BigDecimal("0." + (5 + random.nextInt(5))),
            20_000,
            90_000,
            random.nextBoolean(),
            CHUNKS,
            (long) CHUNKS * TermsDraft.CHUNK_BYTES,
            true,
            7,
            new WeightRule(
                random.nextBoolean() ? WeightRule.Kind.EQUAL : WeightRule.Kind.SAMPLES, null),
            100,
            20,
            null)
        .masked(new MaskingTerms(protocol, PHASE_MS, groupSize));
  }

  private void play() {
    List<String> there = new ArrayList<>(stores.keySet());
    boolean early = random.nextInt(4) == 0;
    if (early) {
      say(stores.get(there.get(0)).keys());
    }
    append(new RoundEvent.Defined(terms));
    if (terms.targetCount() > 0) {
      append(new RoundEvent.Targeted("r", 0, List.copyOf(stores.keySet())));
    }
    there = some(there);
    there.forEach(store -> append(new RoundEvent.Joined("r", store)));
    there.forEach(store -> say(stores.get(store).keys()));
    there.forEach(store -> twice(stores.get(store).keys()));
    passUnless(SecureStep.GroupClosed.class, 21_000);
    there = share(some(there));
    passUnless(SecureStep.SharersNamed.class, PHASE_MS);
    there = upload(some(there));
    if (random.nextInt(5) == 0) {
      append(new RoundEvent.Withdraw("r", there.isEmpty() ? "store-0" : there.get(0)));
    }
    if (random.nextInt(5) == 0) {
      append(new RoundEvent.AggregateNow("r"));
    }
    passUnless(SecureStep.OutcomeDecided.class, 20_000);
    passUnless(SecureStep.OutcomeDecided.class, 60_000);
    there = confirm(some(there));
    reveal(some(there));
    lateUpload();
    pass(PHASE_MS);
    for (int i = 0; i < 3; i++) {
      pass(700_000);
    }
    for (int partition = 0; partition < RandomLog.PARTITIONS; partition++) {
      Fates none = Fates.NONE;
      append(new RoundEvent.Tallied("r", partition, none, none, List.of(), List.of()));
    }
  }

  private List<String> share(List<String> there) {
    SecureStep.GroupClosed closed = step(SecureStep.GroupClosed.class);
    if (closed == null) {
      return List.of();
    }
    List<String> left = new ArrayList<>(there);
    left.removeIf(store -> !closed.group().has(store));
    for (String store : left) {
      DealtShares shares = stores.get(store).deal(closed.group());
      dealt.add(shares);
      say(new SecureRecord.Dealt(shares));
      twice(new SecureRecord.Dealt(shares));
    }
    return left;
  }

  private List<String> upload(List<String> there) {
    SecureStep.SharersNamed named = step(SecureStep.SharersNamed.class);
    if (named == null) {
      return List.of();
    }
    List<String> left = new ArrayList<>();
    for (String store : there) {
      if (named.sharers().contains(named.group().ordinalOf(store))) {
        dealt.forEach(stores.get(store)::take);
        left.add(store);
        upload(store, named, random.nextInt(8) > 0);
      }
    }
    if (random.nextInt(3) == 0) { // one that is not in the group
      List<RoundEvent> events = new ArrayList<>(summaries("stranger", 1));
      events.forEach(this::append);
    }
    return left;
  }

  private void upload(String store, SecureStep.SharersNamed named, boolean whole) {
    masked.putIfAbsent(store, stores.get(store).masked(named.sharers()));
    List<RoundEvent> events = new ArrayList<>(summaries(store, 1));
    events.add(
        new RoundEvent.Sealed(
            "r",
            new AttemptReference(store, 1),
            1,
            CHUNKS,
            terms.updateBytes(),
            7,
            1,
            new Uploads(terms, RandomLog.PARTITIONS).digest(store, 1),
            0,
            Map.of(),
            stores.get(store).seal(named.sharers()),
            null,
            null));
    Collections.shuffle(events, random);
    events.subList(0, whole ? events.size() : random.nextInt(events.size())).forEach(this::append);
  }

  private List<RoundEvent.Summarised> summaries(String store, long attempt) {
    Uploads uploads = new Uploads(terms, RandomLog.PARTITIONS);
    List<RoundEvent.Summarised> summaries = new ArrayList<>();
    for (int first = 0; first < RandomLog.PARTITIONS; first++) {
      summaries.add(uploads.summary(store, attempt, 1, first));
    }
    return summaries;
  }

  private List<String> confirm(List<String> there) {
    SecureStep.OutcomeDecided decided = step(SecureStep.OutcomeDecided.class);
    if (decided == null) {
      return List.of();
    }
    List<String> left = new ArrayList<>(there);
    left.retainAll(survivors());
    for (String store : left) {
      Confirmation confirmation =
          stores.get(store).confirm(decided.outcome(), decided.seals().values());
      if (signed) {
        confirmations.add(confirmation);
        say(new SecureRecord.Confirmed(confirmation));
      }
    }
    return left;
  }

  private void reveal(List<String> there) {
    for (String store : there) {
      Reveal reveal;
      try {
        reveal = stores.get(store).reveal(confirmations);
      } catch (RuntimeException e) {
        continue; // too few have confirmed
      }
      if (random.nextInt(4) == 0) {
        say(new SecureRecord.Revealed(changed(reveal, random.nextBoolean())));
      }
      say(new SecureRecord.Revealed(reveal));
      twice(new SecureRecord.Revealed(reveal));
    }
  }

  /** One share wrong, or of the other secret. */
  private static Reveal changed(Reveal reveal, boolean kind) {
    List<Reveal.Share> shares = new ArrayList<>(reveal.shares());
    Reveal.Share first = shares.get(0);
    byte[] bytes = first.bytes().clone();
    bytes[0] ^= (byte) (kind ? 0 : 1);
    ShareKind other = first.kind() == ShareKind.MASK_KEY ? ShareKind.SELF_MASK : ShareKind.MASK_KEY;
    shares.set(0, new Reveal.Share(first.dealer(), kind ? other : first.kind(), bytes));
    return new Reveal(reveal.store(), reveal.outcome(), shares);
  }

  /** A store that was declared lost comes back with its update. */
  private void lateUpload() {
    SecureStep.SharersNamed named = step(SecureStep.SharersNamed.class);
    if (named != null && step(SecureStep.OutcomeDecided.class) != null) {
      Set<String> survivors = new TreeSet<>(survivors());
      masked.keySet().stream()
          .filter(store -> !survivors.contains(store))
          .sorted()
          .toList()
          .forEach(store -> upload(store, named, true));
    }
  }

  /** Whose updates make the sum. */
  List<String> survivors() {
    SecureStep.OutcomeDecided decided = step(SecureStep.OutcomeDecided.class);
    SecureStep.SharersNamed named = step(SecureStep.SharersNamed.class);
    return decided == null || named == null
        ? List.of()
        : decided
            .outcome()
            .survivors()
            .ordinals()
            .mapToObj(place -> named.group().members().get(place).store())
            .toList();
  }

  <T extends SecureStep> T step(Class<T> kind) {
    return steps.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElse(null);
  }

  /** Most of them, in another order. */
  private List<String> some(List<String> there) {
    List<String> left = new ArrayList<>(there);
    Collections.shuffle(left, random);
    int leaving = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
    return left.subList(0, Math.max(0, left.size() - leaving));
  }

  private void twice(SecureRecord record) {
    if (random.nextInt(6) == 0) {
      say(record);
    }
  }

  private void say(SecureRecord record) {
    append(new RoundEvent.Secure("r", record));
  }

  /** Stores wait for what comes next, and it comes when all have said their part. */
  private void passUnless(Class<? extends SecureStep> step, long millis) {
    if (step(step) == null) {
      pass(millis);
    }
  }

  private void pass(long millis) {
    now += millis / 2;
    append(new RoundEvent.Ticked());
    now += millis / 2;
    append(new RoundEvent.Ticked());
  }

  private void append(RoundEvent event) {
    now += random.nextInt(20);
    Stamp stamp = new Stamp(entries.size(), now);
    entries.add(new Entry(MODEL, event, stamp));
    for (Effect effect : machine.apply(MODEL, event, stamp)) {
      effects.add(effect);
      if (effect instanceof Effect.Secure secure) {
        steps.add(secure.step());
        if (secure.step() instanceof SecureStep.Unmask unmask) {
          publish(unmask);
        }
      }
    }
  }

  private void publish(SecureStep.Unmask unmask) {
    Map<Integer, byte[]> roots = new TreeMap<>();
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      roots.put(chunk, Uploads.root("r", unmask.version(), chunk));
    }
    roots.forEach(
        (chunk, root) ->
            append(
                new RoundEvent.Published(
                    "r", unmask.version(), chunk, root, 10, unmask.cohortSize())));
  }
}
