package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void shouldListTheCatalogue_whenRead() throws Exception {
    StringBuilder table = new StringBuilder();
    table.append("| topic | key | value | partitions | clean-up | written by | read by |\n");
    table.append("|---|---|---|---|---|---|---|\n");
    Samples.allTopics().stream()
        .sorted(Comparator.comparing(Topic::name))
        .forEach(topic -> table.append(row(topic)));
    assertThat(Files.readString(Path.of("README.md")))
        .as("the table of topics in schemas/README.md; paste this one:%n%s", table)
        .contains(table);
  }

  private static String row(Topic<?> topic) {
    return String.format(
        Locale.ROOT,
        "| `%s` | %s | `%s` | %s | %s | %s | %s |\n",
        topic.name().replace("r-1", "<round id>"),
        topic.keyMeaning(),
        topic.type().getSimpleName(),
        topic.partitions() == Partitions.ONE ? "1" : "P",
        words(topic.cleanUp().name()),
        names(topic.writers()),
        names(topic.readers()));
  }

  private static String names(Set<Role> roles) {
    return roles.stream()
        .sorted()
        .map(role -> words(role.name()))
        .collect(Collectors.joining(", "));
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
