package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/demo.md} has the demo's flags, all of them and no others. */
class DemoDocTest {

  private static final Pattern FLAG_ROW = Pattern.compile("(?m)^\\| `(--[a-z0-9-]+)");
  private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version");

  @Test
  void shouldHaveEveryFlag() throws Exception {
    Set<String> documented = new TreeSet<>();
    Matcher row = FLAG_ROW.matcher(Files.readString(Path.of("..", "docs", "demo.md")));
    while (row.find()) {
      documented.add(row.group(1));
    }

    assertThat(documented).isEqualTo(flags());
  }

  private static Set<String> flags() {
    CommandLine demo =
        FedlogCommand.line(
                new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), shutdown -> {}))
            .getSubcommands()
            .get("demo");
    Set<String> flags = new TreeSet<>();
    for (OptionSpec option : demo.getCommandSpec().options()) {
      flags.add(option.longestName());
    }
    flags.removeAll(OF_EVERY_COMMAND);
    return flags;
  }
}
