package io.fedlog.standalone.replay;

import io.fedlog.aggregator.replay.OtherRules;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Flags that recompute one round under other rules. */
final class WhatIfFlags {

  @Option(
      names = "--what-if",
      paramLabel = "method=NAME[,PARAMETER=VALUE...]",
      converter = MethodText.class,
      description =
          "With --round: the model that another method makes of the same updates, such as"
              + " method=trimmed_mean,trim=0.2; learning/README.md has all methods.")
  @Nullable Method method;

  @Option(
      names = "--without-store",
      paramLabel = "STORE",
      description = "With --round: as if the store had not been asked; may be repeated.")
  private List<String> withoutStores = List.of();

  @Option(
      names = "--min-stores",
      paramLabel = "N",
      description = "With --round: as if so many updates had been enough, or needed.")
  private @Nullable Integer minStores;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "With other rules: measure both models on the held-out rows of this CSV file, as agents"
              + " hold them out.")
  @Nullable Path data;

  /**
   * An aggregation method.
   *
   * @param parameters its own
   */
  record Method(String name, Map<String, String> parameters) {}

  /** Whether anything is to be other than it was. */
  boolean isGiven() {
    return method != null || minStores != null || !withoutStores.isEmpty();
  }

  /** What is wrong with the flags; null when they can be used. */
  @Nullable String fault() {
    if (data != null && !isGiven()) {
      return "--data goes with --what-if, --without-store or --min-stores.";
    }
    return minStores != null && minStores < 1
        ? "--min-stores is %d, expected 1 or more.".formatted(minStores)
        : null;
  }

  /** The rules by which the round would have been decided. */
  OtherRules rules() {
    return new OtherRules(Set.copyOf(withoutStores), minStores == null ? 0 : minStores);
  }

  /** The question, as the beginning of a sentence. */
  String question() {
    StringBuilder text = new StringBuilder("What if");
    String and = " ";
    if (!withoutStores.isEmpty()) {
      text.append(and).append("it had not asked ").append(String.join(", ", withoutStores));
      and = ", ";
    }
    if (minStores != null) {
      text.append(and).append("%d updates had been enough".formatted(minStores));
      and = ", ";
    }
    if (method != null) {
      text.append(and).append("the method had been ").append(method.name());
      method.parameters().forEach((name, value) -> text.append(" " + name + "=" + value));
    }
    return text.append("?").toString();
  }

  /** Reads {@code method=trimmed_mean,trim=0.2}. */
  static final class MethodText implements ITypeConverter<Method> {
    @Override
    public Method convert(String text) {
      Map<String, String> pairs = new LinkedHashMap<>();
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals < 1
            || pairs.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip())
                != null) {
          throw wrong(text);
        }
      }
      String name = pairs.remove("method");
      if (name == null || name.isEmpty()) {
        throw wrong(text);
      }
      return new Method(name, pairs);
    }

    private static TypeConversionException wrong(String text) {
      return new TypeConversionException(
          "'" + text + "' is no method; expected one such as method=trimmed_mean,trim=0.2");
    }
  }
}
