package io.fedlog.standalone.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every threat in {@code docs/security.md} has a test that is there: {@code ClassTest}, {@code
 * ClassTest.shouldX}, or {@code shouldX} of the class named before it in the row.
 */
class SecurityDocTest {
  private static final Pattern WITNESS =
      Pattern.compile("`(?:([A-Z]\\w*(?:Test|IT))\\.?)?(should\\w+)?`");

  @Test
  void shouldNameATestThatExists_forEveryThreat() throws Exception {
    Map<String, String> tests = tests();
    List<String> rows = threats();
    assertThat(rows).hasSizeGreaterThan(20);
    for (String row : rows) {
      String[] cells = row.split("\\|");
      assertThat(cells).as(row).hasSize(4);
      assertWitnesses(cells[3], tests);
    }
  }

  private static void assertWitnesses(String cell, Map<String, String> tests) {
    Matcher witness = WITNESS.matcher(cell);
    String source = "";
    int found = 0;
    while (witness.find()) {
      if (witness.group(1) != null) {
        assertThat(tests).containsKey(witness.group(1));
        source = tests.get(witness.group(1));
      }
      if (witness.group(2) != null) {
        assertThat(source).as(cell).contains("void " + witness.group(2) + "(");
      }
      found++;
    }
    assertThat(found).as("tests named in%n%s", cell).isPositive();
  }

  /** The table's rows, without its head. */
  private static List<String> threats() throws IOException {
    List<String> lines = Files.readAllLines(Repository.root().resolve("docs/security.md"));
    int head = lines.indexOf("| threat | what stops it | shown by |");
    assertThat(head).isPositive();
    return lines.subList(head + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  /** Sources of all tests by the class's name. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> modules = Files.list(Repository.root())) {
      for (Path module : modules.filter(Files::isDirectory).toList()) {
        Path tests = module.resolve("src/test/java");
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
              String name = file.getFileName().toString().replace(".java", "");
              sources.put(name, Files.readString(file));
            }
          }
        }
      }
    }
    return sources;
  }
}
