package io.fedlog.standalone.replay;

import io.fedlog.aggregator.replay.ModelDifference;
import io.fedlog.aggregator.replay.ModelDifference.Figures;
import io.fedlog.standalone.terminal.OutputFormat;
import io.fedlog.standalone.terminal.PlainText;
import io.fedlog.standalone.terminal.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The answer to a what-if, for people and for programs. */
final class WhatIfText {
  private static final int MOST_NAMES = 20;

  private WhatIfText() {}

  /** Prints it. */
  static void print(String roundId, String question, WhatIf.Answer answer, PrintWriter out) {
    MadeModel actual = answer.actual();
    MadeModel other = answer.other();
    out.println(
        PlainText.of(
            actual == null
                ? "Round %s made no model.".formatted(roundId)
                : "Round %s: %s".formatted(roundId, line(actual))));
    out.println(PlainText.of(question));
    answer.notes().forEach(note -> out.println(PlainText.of(note)));
    out.println(PlainText.of((other == null ? "" : line(other) + " ") + sentence(answer.how())));
    ModelDifference difference = answer.difference();
    if (difference != null) {
      table(difference).print(out, OutputFormat.TABLE);
    } else if (actual != null && other != null) {
      out.println(
          actual.sha256().equals(other.sha256())
              ? "Both texts are the same."
              : "The texts differ.");
    }
    out.flush();
  }

  /** Prints what both models do on held-out rows. */
  static void print(
      @Nullable SortedMap<String, Double> actual,
      @Nullable SortedMap<String, Double> other,
      PrintWriter out) {
    Table table = Table.of("on_held_out_rows", "as_it_was", "what_if");
    SortedMap<String, Double> was = actual == null ? new TreeMap<>() : actual;
    SortedMap<String, Double> is = other == null ? new TreeMap<>() : other;
    SortedSet<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    for (String name : names) {
      table.row(
          name,
          digits(was.getOrDefault(name, Double.NaN)),
          digits(is.getOrDefault(name, Double.NaN)));
    }
    table.print(out, OutputFormat.TABLE);
  }

  private static String line(MadeModel model) {
    List<String> stores = model.stores();
    return "version %d by %s of %d stores (%s%s), sha256 %s."
        .formatted(
            model.version(),
            model.method(),
            stores.size(),
            String.join(", ", stores.subList(0, Math.min(MOST_NAMES, stores.size()))),
            stores.size() > MOST_NAMES ? ", ..." : "",
            model.sha256().substring(0, 16));
  }

  private static String sentence(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private static Table table(ModelDifference difference) {
    Table table =
        Table.of("tensor", "parameters", "changed", "largest", "at", "l2", "relative_l2", "cosine");
    difference.tensors().forEach(figures -> row(table, figures));
    row(table, difference.all());
    return table;
  }

  private static void row(Table table, Figures figures) {
    table.row(
        figures.tensor(),
        figures.parameters(),
        figures.changed(),
        digits(figures.largest()),
        figures.largestAt() < 0 ? null : figures.largestAt(),
        digits(figures.l2()),
        digits(figures.relativeL2()),
        digits(figures.cosine()));
  }

  private static @Nullable Number digits(double value) {
    return Double.isNaN(value) ? null : Double.valueOf(String.format(Locale.ROOT, "%.6g", value));
  }

  /** As JSON has it. */
  static Map<String, @Nullable Object> json(String question, WhatIf.Answer answer) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("question", question);
    json.put("how", answer.how());
    json.put("notes", answer.notes());
    json.put("actual", model(answer.actual()));
    json.put("other", model(answer.other()));
    ModelDifference difference = answer.difference();
    if (difference != null) {
      json.put("all", figures(difference.all()));
      json.put("tensors", difference.tensors().stream().map(WhatIfText::figures).toList());
    }
    return json;
  }

  private static @Nullable Map<String, Object> model(@Nullable MadeModel model) {
    if (model == null) {
      return null;
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", model.version());
    json.put("method", model.method());
    json.put("stores", model.stores());
    json.put("sha256", model.sha256());
    return json;
  }

  private static Map<String, @Nullable Object> figures(Figures figures) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("tensor", figures.tensor());
    json.put("parameters", figures.parameters());
    json.put("changed", figures.changed());
    json.put("largest", digits(figures.largest()));
    json.put("largest_at", figures.largestAt());
    json.put("l2", digits(figures.l2()));
    json.put("relative_l2", digits(figures.relativeL2()));
    json.put("cosine", digits(figures.cosine()));
    return json;
  }
}
