package io.fedlog.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What one benchmark measured, in the order in which it is shown. Mutable. */
public final class Report {
  private final String benchmark;
  private final Machine machine;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private boolean wrong;

  public Report(String benchmark, Machine machine) {
    this.benchmark = benchmark;
    this.machine = machine;
  }

  /** A figure of which nothing is asked. */
  public Report figure(String name, double value, String unit) {
    figures.add(new Figure(name, value, unit, null));
    return this;
  }

  /** A figure that must reach a bar. */
  public Report figure(String name, double value, String unit, Bar bar) {
    figures.add(new Figure(name, value, unit, bar));
    return this;
  }

  /** A sentence about how it was measured. */
  public Report note(String sentence) {
    notes.add(sentence);
    return this;
  }

  /** Something that must never be, such as a wrong hash; the command then ends with 1. */
  public Report wrong(String sentence) {
    wrong = true;
    notes.add("WRONG: " + sentence);
    return this;
  }

  public boolean isWrong() {
    return wrong;
  }

  /** A table for people. */
  public String text() {
    StringBuilder text = new StringBuilder(benchmark + "   " + machine.text() + "\n\n");
    int names = figures.stream().mapToInt(f -> f.name().length()).max().orElse(0);
    for (Figure figure : figures) {
      text.append(
          String.format(
                  "  %-" + Math.max(1, names) + "s  %12s %-10s %s",
                  figure.name(),
                  Figure.text(figure.value()),
                  figure.unit(),
                  figure.verdict())
              .stripTrailing());
      text.append('\n');
    }
    notes.forEach(note -> text.append("\n  ").append(note));
    return text.append(notes.isEmpty() ? "" : "\n").toString();
  }

  /** One flat object: the machine, every figure by its name, and beside them the bars and notes. */
  public String json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("benchmark", benchmark);
    machine.addTo(json);
    figures.forEach(figure -> json.put(figure.name(), figure.value()));
    ObjectNode bars = json.putObject("bars");
    for (Figure figure : figures) {
      if (figure.bar() != null) {
        bars.putObject(figure.name())
            .put("expected", figure.bar().toString())
            .put("met", figure.bar().isMetBy(figure.value()));
      }
    }
    notes.forEach(json.putArray("notes")::add);
    return json.toPrettyString();
  }
}
