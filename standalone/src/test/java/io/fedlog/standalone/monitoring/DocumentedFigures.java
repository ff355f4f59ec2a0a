package io.fedlog.standalone.monitoring;

import io.fedlog.standalone.delivery.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The table of figures in docs/monitoring.md. */
public record DocumentedFigures(List<String[]> rows) {

  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int LABELS = 4;
  private static final int ROLES = 5;

  public static DocumentedFigures read() throws IOException {
    return new DocumentedFigures(
        Files.readAllLines(Repository.root().resolve("docs/monitoring.md")).stream()
            .filter(line -> line.startsWith("| `fedlog_"))
            .map(line -> line.split("\\s*\\|\\s*", -1))
            .toList());
  }

  /** What a role must show, as {@link Scrape#own} tells it. */
  public Set<String> of(String role) {
    Set<String> figures = new TreeSet<>();
    for (String[] row : rows) {
      if (List.of(row[ROLES].split(", ")).contains(role)) {
        String labels = row[LABELS].replace("`", "");
        figures.add(
            row[NAME].replace("`", "")
                + " "
                + row[TYPE]
                + " "
                + (labels.isEmpty() ? Set.of() : new TreeSet<>(List.of(labels.split(", ")))));
      }
    }
    return figures;
  }
}
