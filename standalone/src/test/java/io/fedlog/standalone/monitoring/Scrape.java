package io.fedlog.standalone.monitoring;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a scraper reads of a role, in Prometheus' text format 0.0.4.
 *
 * @param role whose figures they are
 * @param text the answer to {@code GET /metrics}
 */
public record Scrape(String role, String text) {

  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (fedlog_\\w+) (\\w+)$");

  /** The figures of several roles. */
  public static Scrape together(Collection<Scrape> scrapes) {
    return new Scrape("all", scrapes.stream().map(Scrape::text).collect(Collectors.joining("\n")));
  }

  /** The labels of every sample's name. */
  public Map<String, Set<String>> labels() {
    Map<String, Set<String>> labels = new TreeMap<>();
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      Set<String> known = labels.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
      if (sample.group(2) != null) {
        Matcher label = LABEL.matcher(sample.group(2));
        while (label.find()) {
          known.add(label.group(1));
        }
      }
    }
    return labels;
  }

  /** The sum of a name's samples; 0 without any. */
  public double sum(String name) {
    return sum(name, "");
  }

  /**
   * The sum of some of a name's samples.
   *
   * @param label what stands among their labels
   */
  public double sum(String name, String label) {
    double sum = 0;
    Matcher sample = SAMPLE.matcher(text);
    while (sample.find()) {
      String labels = sample.group(2) == null ? "" : sample.group(2);
      if (sample.group(1).equals(name) && labels.contains(label)) {
        sum += Double.parseDouble(sample.group(3));
      }
    }
    return sum;
  }

  /** Fedlog's own figures as the documentation lists them: name, type and labels. */
  public Set<String> own() {
    Map<String, Set<String>> labels = labels();
    Set<String> own = new TreeSet<>();
    Matcher type = TYPE.matcher(text);
    while (type.find()) {
      String name = type.group(1);
      Set<String> of = new TreeSet<>();
      labels.forEach(
          (sample, its) -> {
            if (sample.equals(name) || sample.matches(name + "_(count|sum|bucket)")) {
              of.addAll(its);
            }
          });
      of.remove("le");
      own.add(name + " " + type.group(2) + " " + of);
    }
    return own;
  }
}
