package io.fedlog.learning.method;

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
          new FedAdagrad());
  private static final SortedMap<String, AggregationMethod> BY_NAME = load();

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

  private static void register(
      SortedMap<String, AggregationMethod> byName, AggregationMethod method) {
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
}
