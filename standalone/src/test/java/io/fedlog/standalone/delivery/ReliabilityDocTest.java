package io.fedlog.standalone.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/reliability.md} names as its witnesses are there. */
class ReliabilityDocTest {
  private static final Pattern TEST_NAME = Pattern.compile("`([A-Z][A-Za-z]*(?:Test|IT))`");

  @Test
  void shouldNameTestsThatExist() throws Exception {
    Path root = Repository.root();
    Set<String> named = new TreeSet<>();
    Matcher names = TEST_NAME.matcher(Files.readString(root.resolve("docs/reliability.md")));
    while (names.find()) {
      named.add(names.group(1) + ".java");
    }

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(testsOf(root)).containsAll(named);
  }

  private static Set<String> testsOf(Path root) throws Exception {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(Files::isDirectory).toList()) {
        Path tests = module.resolve("src/test/java");
        if (Files.isDirectory(tests)) {
          try (Stream<Path> files = Files.walk(tests)) {
            found.addAll(
                files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
          }
        }
      }
    }
    return found;
  }
}
