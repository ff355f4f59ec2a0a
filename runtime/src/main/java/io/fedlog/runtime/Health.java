package io.fedlog.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What a process says of itself: whether it lives (else restart it) and whether it is ready (else
 * send it no work), as named checks that give a reason when they fail. Thread-safe.
 */
public final class Health {
  private final Map<String, Supplier<Optional<String>>> liveness = new ConcurrentHashMap<>();
  private final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentHashMap<>();

  /** The answer of one check; {@code reason} is empty exactly when all is well. */
  public record Check(String name, Optional<String> reason) {
    public boolean ok() {
      return reason.isEmpty();
    }
  }

  /** All the checks of one question, ordered by name. */
  public record Report(List<Check> checks) {
    public Report {
      checks = List.copyOf(checks);
    }

    /** Whether no check fails. */
    public boolean ok() {
      return checks.stream().allMatch(Check::ok);
    }

    /** For JSON: {@code {"status": "up", "checks": {"name": "ok" or the reason}}}. */
    public Map<String, Object> toMap() {
      Map<String, String> byName = new LinkedHashMap<>();
      checks.forEach(check -> byName.put(check.name(), check.reason().orElse("ok")));
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("status", ok() ? "up" : "down");
      map.put("checks", byName);
      return map;
    }
  }

  /**
   * Adds a check of life. {@code problem} gives the reason why not, or empty; it must not block.
   */
  public void addLiveness(String name, Supplier<Optional<String>> problem) {
    liveness.put(name, problem);
  }

  /** Adds a check of readiness. {@code problem} gives the reason why not; it must not block. */
  public void addReadiness(String name, Supplier<Optional<String>> problem) {
    readiness.put(name, problem);
  }

  public Report live() {
    return report(liveness);
  }

  /** Ready means alive too: the report holds the checks of both kinds. */
  public Report ready() {
    Map<String, Supplier<Optional<String>>> both = new LinkedHashMap<>(liveness);
    both.putAll(readiness);
    return report(both);
  }

  private static Report report(Map<String, Supplier<Optional<String>>> questions) {
    List<Check> checks = new ArrayList<>();
    questions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(question -> checks.add(new Check(question.getKey(), ask(question.getValue()))));
    return new Report(checks);
  }

  private static Optional<String> ask(Supplier<Optional<String>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return Optional.of("the check itself failed: " + e);
    }
  }
}
