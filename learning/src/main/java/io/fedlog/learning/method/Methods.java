package io.fedlog.learning.method;

import io.fedlog.learning.digest.TreeHash;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The methods rounds can ask for by name: the built-in ones and those a {@link ServiceLoader} finds
 * on the class path. A name taken twice is an error, so that a round means the same everywhere.
 */
public final class Methods {
  private static final List<AggregationMethod> BUILT_IN =
      List.of(
          new FedAvg(),
          new WeightedAverage(),
          new ExactTotal(),
          new TextUnion(),
          new Median(),
          new TrimmedMean(),
          new Krum(),
          new MultiKrum(),
          new Bulyan(),
          new GeometricMedian(),
          new NormClipping(),
          new CentredClipping(),
          new FedAvgM(),
          new FedAdam(),
          new FedYogi(),
          new FedAdagrad(),
          new FedNova());
  private static final SortedMap<String, AggregationMethod> BY_NAME = load();

  /** Chunks are whole leaves of the tree hash, in bytes. */
  public static final int LEAST_CHUNK_BYTES = TreeHash.LEAF_BYTES;

  private Methods() {}

  /**
   * The method of that name.
   *
   * @throws IllegalArgumentException when there is none, naming those there are
   */
  public static AggregationMethod named(String name) {
    AggregationMethod method = BY_NAME.get(name);
    if (method == null) {
      throw new IllegalArgumentException(
          "no aggregation method \"" + name + "\", expected one of " + BY_NAME.keySet());
    }
    return method;
  }

  /**
   * The method of that name, which takes in updates one after the other.
   *
   * @throws IllegalArgumentException when there is none, or when it needs all updates at once
   */
  public static StreamedMethod streamed(String name) {
    if (named(name) instanceof StreamedMethod streamed) {
      return streamed;
    }
    throw new IllegalArgumentException(
        "aggregation method \"" + name + "\" needs all updates at once, expected a streamed one");
  }

  /**
   * Refuses a round that cannot work with the method of that name: by what the method says itself,
   * and by what holds for all of them.
   *
   * @throws IllegalArgumentException with a sentence that names the term, what it is and what was
   *     expected; also when a method that users brought along fails at it
   */
  public static void check(String name, MethodTerms terms) {
    check(named(name), terms);
  }

  static void check(AggregationMethod method, MethodTerms terms) {
    String name = method.name();
    try {
      method.check(terms);
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "method %s failed to check the round: %s".formatted(name, e), e);
    }
    long chunk = terms.largestChunkBytes();
    int cohort = terms.grid().maxCohort();
    if (cohort > mostUpdates(method, chunk)) {
      throw new IllegalArgumentException(
          "method %s works with at most %d updates: maxCohort is %d; ask fewer stores"
              .formatted(name, mostUpdates(method, chunk), cohort));
    }
    if (chunk > mostChunkBytes(method, terms.encoding())) {
      throw new IllegalArgumentException(
          "method %s works with chunks of at most %d bytes: chunks have %d"
              .formatted(name, mostChunkBytes(method, terms.encoding()), chunk));
    }
    requirePayloadChecks(method, terms, 0);
    requirePayloadChecks(method, terms, terms.chunkCount() - 1);
  }

  /** Chunk tasks must not be the first to find out that the method cannot check payloads. */
  private static void requirePayloadChecks(
      AggregationMethod method, MethodTerms terms, int chunkIndex) {
    long before = (long) chunkIndex * terms.chunkBytes();
    int bytes = (int) Math.max(1, Math.min(terms.chunkBytes(), terms.updateBytes() - before));
    try {
      var unused =
          method.payloadCheck(
              new ChunkTerms(
                  terms.encoding(), terms.grid(), chunkIndex, bytes, terms.parameters()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "method %s cannot check the payloads of chunk %d: %s"
              .formatted(method.name(), chunkIndex, e),
          e);
    }
  }

  /**
   * Most updates that a round with chunks of so many bytes may have.
   *
   * @throws IllegalArgumentException when there is no such method, or it can work with none
   */
  public static int mostUpdates(String name, long chunkBytes) {
    return mostUpdates(named(name), chunkBytes);
  }

  private static int mostUpdates(AggregationMethod method, long chunkBytes) {
    int most = method.mostUpdates(chunkBytes);
    if (most < 1) {
      throw new IllegalArgumentException(
          "method %s: mostUpdates is %d, expected at least 1".formatted(method.name(), most));
    }
    return method instanceof MeasuredMethod ? Math.min(most, MeasuredMethod.MOST_UPDATES) : most;
  }

  /**
   * Largest chunks that a round may be cut into, in bytes.
   *
   * @throws IllegalArgumentException when there is no such method, or no chunk is so small
   */
  public static long mostChunkBytes(String name, Encoding encoding) {
    return mostChunkBytes(named(name), encoding);
  }

  private static long mostChunkBytes(AggregationMethod method, Encoding encoding) {
    long most = method.mostChunkBytes(encoding);
    if (most < LEAST_CHUNK_BYTES) {
      throw new IllegalArgumentException(
          "method %s: mostChunkBytes is %d, expected at least %d, the smallest chunk's"
              .formatted(method.name(), most, LEAST_CHUNK_BYTES));
    }
    return most;
  }

  /** All names, sorted. */
  public static Set<String> names() {
    return Collections.unmodifiableSet(BY_NAME.keySet());
  }

  private static SortedMap<String, AggregationMethod> load() {
    SortedMap<String, AggregationMethod> byName = new TreeMap<>();
    BUILT_IN.forEach(method -> register(byName, method));
    ServiceLoader.load(AggregationMethod.class).forEach(method -> register(byName, method));
    return byName;
  }

  /**
   * Adds a method.
   *
   * @throws IllegalStateException when nobody could aggregate with it, or its name is taken
   */
  static void register(SortedMap<String, AggregationMethod> byName, AggregationMethod method) {
    requireOneWay(method);
    AggregationMethod taken = byName.putIfAbsent(method.name(), method);
    if (taken != null) {
      throw new IllegalStateException(
          "two aggregation methods are named \""
              + method.name()
              + "\": "
              + taken.getClass().getName()
              + " and "
              + method.getClass().getName());
    }
  }

  private static void requireOneWay(AggregationMethod method) {
    boolean streamed = method instanceof StreamedMethod;
    if (streamed == (method instanceof CollectedMethod)) {
      throw new IllegalStateException(
          "aggregation method \"%s\" (%s) is %s; expected StreamedMethod or CollectedMethod, and one of them only"
              .formatted(
                  method.name(),
                  method.getClass().getName(),
                  streamed ? "both streamed and collected" : "neither streamed nor collected"));
    }
    if (method instanceof MeasuredMethod && method instanceof ServerOptimiser) {
      throw new IllegalStateException(
          "aggregation method \"%s\" (%s) is a ServerOptimiser and a MeasuredMethod; expected one of them: a step has no shares"
              .formatted(method.name(), method.getClass().getName()));
    }
  }
}
