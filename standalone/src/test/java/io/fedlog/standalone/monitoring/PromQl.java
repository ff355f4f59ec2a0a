package io.fedlog.standalone.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in an expression of Prometheus' query language: not a parser, but strict enough that
 * nothing that looks like a name is passed over.
 *
 * @param metrics names of metrics, each with the labels that it is selected by
 * @param grouped labels that are grouped or matched by
 */
public record PromQl(Map<String, Set<String>> metrics, Set<String> grouped) {

  /** Labels that Prometheus itself puts on what it scrapes, and on buckets. */
  private static final Set<String> OF_TARGETS = Set.of("job", "instance", "le");

  /** Made by Prometheus for every target. */
  private static final Set<String> OF_PROMETHEUS = Set.of("up");

  private static final Set<String> WORDS =
      Set.of("and", "or", "unless", "bool", "offset", "inf", "nan", "by", "without", "on");

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.$])([a-zA-Z_:][\\w:]*)\\s*(\\(|\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");

  /** Finds the names of an expression. */
  public static PromQl of(String expression) {
    String rest = RANGE.matcher(STRING.matcher(expression).replaceAll("S")).replaceAll("");
    Set<String> grouped = new TreeSet<>();
    Matcher grouping = GROUPING.matcher(rest);
    while (grouping.find()) {
      for (String label : grouping.group(1).split(",")) {
        if (!label.isBlank()) {
          grouped.add(label.strip());
        }
      }
    }
    Map<String, Set<String>> metrics = new TreeMap<>();
    Matcher name = NAME.matcher(grouping.replaceAll(" "));
    while (name.find()) {
      boolean function = "(".equals(name.group(2));
      if (!function && !WORDS.contains(name.group(1))) {
        Set<String> labels = metrics.computeIfAbsent(name.group(1), key -> new TreeSet<>());
        if (name.group(3) != null) {
          Matcher label = MATCHER.matcher(name.group(3));
          while (label.find()) {
            labels.add(label.group(1));
          }
        }
      }
    }
    return new PromQl(metrics, grouped);
  }

  /** What no role shows: names of metrics, and labels that they do not have. */
  public List<String> unknownTo(Scrape scrape) {
    Map<String, Set<String>> shown = scrape.labels();
    List<String> unknown = new ArrayList<>();
    Set<String> labels = new TreeSet<>(OF_TARGETS);
    metrics.forEach(
        (metric, selected) -> {
          Set<String> has = shown.get(metric);
          if (has == null && !OF_PROMETHEUS.contains(metric)) {
            unknown.add("metric " + metric);
            return;
          }
          Set<String> own = has == null ? Set.of() : has;
          labels.addAll(own);
          selected.stream()
              .filter(label -> !own.contains(label) && !OF_TARGETS.contains(label))
              .forEach(label -> unknown.add("label " + label + " of " + metric));
        });
    if (metrics.isEmpty()) {
      unknown.add("no metric");
    }
    grouped.stream()
        .filter(label -> !labels.contains(label))
        .forEach(label -> unknown.add("grouping by " + label));
    return unknown;
  }
}
