package io.fedlog.aggregator.federation;

import io.fedlog.schemas.RoundDefinition;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What must become of a round's records on one partition, by the rules of docs/design.md. */
final class ExpectedRound {
  private static final Set<String> UNREADABLE =
      Set.of("bad_magic", "truncated", "malformed", "unknown_schema", "wrong_schema", "too_large");

  long received;
  long bytes;
  long late;

  /** Whether the round is decided; what comes now is late. */
  boolean over;

  private final RoundDefinition round;
  private final int schemaId;
  private final Map<String, Map<Long, Attempt>> stores = new HashMap<>();
  private final Map<String, Update> cohort = new LinkedHashMap<>();
  private long refused;
  private long repeated;

  ExpectedRound(RoundDefinition round, int schemaId) {
    this.round = round;
    this.schemaId = schemaId;
  }

  private static final class Attempt {
    final TreeMap<Integer, byte[]> chunks = new TreeMap<>();
    long weight;
    boolean spoiled;

    /** The quorum is done with it: it counts, or never will. */
    boolean ended;

    /** It is the one of its store that counts. */
    boolean counts;

    PlainUpdate.@Nullable Seal seal;
  }

  /** The updates that the model must be made of. */
  Map<String, Update> cohort() {
    return cohort;
  }

  /** Chunks that are refused, with those that a later one spoiled. */
  long rejected() {
    return refused
        + stores.values().stream()
            .flatMap(attempts -> attempts.values().stream())
            .filter(attempt -> attempt.spoiled)
            .mapToLong(attempt -> attempt.chunks.size())
            .sum();
  }

  /** Chunks that came again, in their own attempt or, all of them, beside the one that counts. */
  long duplicate() {
    return repeated
        + stores.entrySet().stream()
            .filter(store -> cohort.containsKey(store.getKey()))
            .flatMap(store -> store.getValue().values().stream())
            .filter(attempt -> !attempt.counts && !attempt.spoiled)
            .filter(attempt -> attempt.chunks.size() == round.getChunkCount())
            .mapToLong(attempt -> attempt.chunks.size())
            .sum();
  }

  /** Takes in a record; the reasons of which one must be given, none when it is not set aside. */
  Set<String> take(@Nullable String key, byte[] value) {
    Object update = PlainUpdate.read(value, schemaId);
    if (update instanceof PlainUpdate.Seal seal) {
      return seal(key, seal);
    }
    received++;
    if (update instanceof PlainUpdate.Chunk chunk) {
      bytes += chunk.payload().length;
      return chunk(key, chunk);
    }
    bytes += value.length;
    refused++;
    return UNREADABLE;
  }

  /** What one says of a record that is ahead of the definition; {@code waiting} takes the good. */
  Set<String> early(@Nullable String key, byte[] value, Runnable waiting) {
    Object update = PlainUpdate.read(value, schemaId);
    Set<String> faults = new TreeSet<>();
    if (update instanceof PlainUpdate.Seal seal) {
      faults = faultsOfNames(key, seal.roundId(), seal.storeId(), "seal");
    } else if (update instanceof PlainUpdate.Chunk chunk) {
      faults = faultsOfNames(key, chunk.roundId(), chunk.storeId(), Long.toString(chunk.index()));
      add(faults, chunk.index() < 0, "wrong_index");
    } else {
      return UNREADABLE;
    }
    if (faults.isEmpty()) {
      waiting.run();
    }
    return faults;
  }

  private Set<String> chunk(@Nullable String key, PlainUpdate.Chunk chunk) {
    Set<String> names =
        faultsOfNames(key, chunk.roundId(), chunk.storeId(), Long.toString(chunk.index()));
    add(names, chunk.index() < 0, "wrong_index");
    add(names, !over && chunk.index() >= round.getChunkCount(), "wrong_index");
    if (!names.isEmpty()) {
      refused++;
      return names;
    }
    if (over) {
      late++;
      return Set.of("late", "");
    }
    Map<Long, Attempt> attempts = stores.computeIfAbsent(chunk.storeId(), id -> new HashMap<>());
    if (!attempts.containsKey(chunk.attemptId()) && attempts.size() >= 8) {
      refused++;
      return Set.of("too_many_attempts");
    }
    Attempt attempt = attempts.computeIfAbsent(chunk.attemptId(), id -> new Attempt());
    if (attempt.spoiled) {
      refused++;
      return Set.of();
    }
    if (attempt.chunks.containsKey((int) chunk.index())) {
      repeated++;
      return Set.of();
    }
    Set<String> faults = faultsOfContent(chunk);
    if (!attempt.chunks.isEmpty() && attempt.weight != chunk.weight()) {
      faults.add("weight_mismatch");
    }
    if (!faults.isEmpty()) {
      attempt.spoiled = true;
      attempt.ended = true;
      refused++;
      return faults;
    }
    attempt.weight = chunk.weight();
    attempt.chunks.put((int) chunk.index(), chunk.payload());
    return completed(chunk.storeId(), chunk.attemptId(), attempt);
  }

  private Set<String> faultsOfNames(
      @Nullable String key, String roundId, String storeId, String last) {
    Set<String> faults = new TreeSet<>();
    boolean control = storeId.chars().anyMatch(c -> c < 32 || c == 127);
    if (storeId.isEmpty() || storeId.length() > 120 || storeId.contains("#") || control) {
      faults.add("bad_store_id");
    }
    if (!roundId.equals(round.getRoundId())) {
      faults.add("wrong_round");
    }
    if (key == null || !key.equals(storeId + "#" + last)) {
      faults.add("wrong_key");
    }
    return faults;
  }

  private Set<String> faultsOfContent(PlainUpdate.Chunk chunk) {
    Set<String> faults = new TreeSet<>();
    int numbers = numbers((int) chunk.index());
    add(faults, chunk.count() != round.getChunkCount(), "wrong_chunk_count");
    add(faults, chunk.base() != base(), "wrong_base");
    add(faults, chunk.weight() < 1 || chunk.weight() > maxWeight(), "bad_weight");
    if (!isRoot(chunk.digest(), chunk.payload())) { // of what was not sent so, no more is said
      faults.add("digest_mismatch");
      return faults;
    }
    boolean whole = chunk.payload().length == PlainEncoding.bytes(round, numbers);
    add(faults, !whole, "wrong_length");
    float[] values = whole ? PlainEncoding.decode(round, numbers, chunk.payload()) : new float[0];
    add(faults, values == null, "bad_encoding");
    for (float value : values == null ? new float[0] : values) {
      add(faults, !Float.isFinite(value), "not_finite");
      add(faults, Math.abs(value) > round.getGrid().getMaxAbsValue(), "out_of_range");
    }
    return faults;
  }

  private Set<String> seal(@Nullable String key, PlainUpdate.Seal seal) {
    Set<String> names = faultsOfNames(key, seal.roundId(), seal.storeId(), "seal");
    if (!names.isEmpty()) {
      return names;
    }
    if (!seal.modelType().equals(round.getModelType())) {
      return over ? Set.of("", "wrong_model_type") : Set.of("wrong_model_type");
    }
    if (over) {
      return Set.of("");
    }
    Attempt attempt =
        stores
            .computeIfAbsent(seal.storeId(), id -> new HashMap<>())
            .computeIfAbsent(seal.attemptId(), id -> new Attempt());
    if (attempt.ended || attempt.seal != null) {
      return Set.of();
    }
    Set<String> faults = new TreeSet<>();
    boolean names64 =
        seal.metrics().keySet().stream().allMatch(n -> !n.isEmpty() && n.length() <= 200);
    add(faults, seal.root().length != 32 || seal.number() < 1, "bad_seal");
    add(faults, !names64 || seal.metrics().size() > 64, "bad_seal");
    add(faults, seal.number() > 3, "too_many_attempts");
    add(faults, seal.chunkCount() != round.getChunkCount(), "wrong_chunk_count");
    add(faults, seal.bytes() != bytesOfUpdate(), "wrong_length");
    add(faults, seal.base() != base(), "wrong_base");
    add(faults, seal.samples() < 1 || seal.samples() > maxWeight(), "bad_weight");
    add(faults, seal.samples() != seal.weight(), "weight_mismatch");
    attempt.ended = !faults.isEmpty();
    attempt.seal = seal;
    return attempt.ended ? faults : completed(seal.storeId(), seal.attemptId(), attempt);
  }

  private Set<String> completed(String storeId, long attemptId, Attempt attempt) {
    PlainUpdate.Seal seal = attempt.seal;
    if (attempt.ended || seal == null || attempt.chunks.size() < round.getChunkCount()) {
      return Set.of();
    }
    attempt.ended = true;
    Set<String> faults = new TreeSet<>();
    add(faults, seal.weight() != attempt.weight, "seal_mismatch");
    add(faults, !isRoot(seal.root(), List.copyOf(attempt.chunks.values())), "digest_mismatch");
    if (faults.isEmpty()) {
      attempt.counts = !cohort.containsKey(storeId);
      cohort.putIfAbsent(
          storeId, new Update(storeId, attemptId, 1, decoded(attempt), attempt.weight));
    }
    return faults;
  }

  private float[] decoded(Attempt attempt) {
    float[] values = new float[(int) round.getParameterCount()];
    attempt.chunks.forEach(
        (index, payload) -> {
          float[] part =
              Objects.requireNonNull(PlainEncoding.decode(round, numbers(index), payload));
          System.arraycopy(part, 0, values, index * round.getChunkBytes() / 4, part.length);
        });
    return values;
  }

  /** Numbers in one chunk. */
  private int numbers(int chunk) {
    long rest = round.getUpdateBytes() - (long) chunk * round.getChunkBytes();
    return (int) Math.min(rest, round.getChunkBytes()) / 4;
  }

  private long bytesOfUpdate() {
    return IntStream.range(0, round.getChunkCount())
        .mapToLong(chunk -> PlainEncoding.bytes(round, numbers(chunk)))
        .sum();
  }

  private long base() {
    return round.getBase() == null ? 0 : round.getBase().getVersion();
  }

  private long maxWeight() {
    return round.getGrid().getMaxWeight();
  }

  private static void add(Set<String> faults, boolean holds, String reason) {
    if (holds) {
      faults.add(reason);
    }
  }

  private static boolean isRoot(byte[] digest, byte[] payload) {
    return isRoot(digest, List.of(payload));
  }

  private static boolean isRoot(byte[] digest, List<byte[]> chunks) {
    try {
      return Arrays.equals(digest, PlainMean.root(chunks));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
