package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.standalone.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** A command's page has its flags, all of them and no others. */
class FlagsDocTest {

  private static final Pattern FLAG_ROW = Pattern.compile("(?m)^\\| `(--[a-z0-9-]+)");
  private static final Set<String> OF_EVERY_COMMAND = Set.of("--help", "--version");

  @ParameterizedTest
  @CsvSource({"demo, demo.md", "simulate, simulation.md", "replay, replay.md"})
  void shouldHaveEveryFlag(String command, String page) throws Exception {
    Set<String> documented = new TreeSet<>();
    Matcher row = FLAG_ROW.matcher(Files.readString(Path.of("..", "docs", page)));
    while (row.find()) {
      documented.add(row.group(1));
    }

    assertThat(documented).isEqualTo(flags(command));
  }

  private static Set<String> flags(String name) {
    CommandLine command =
        FedlogCommand.line(
                new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), shutdown -> {}))
            .getSubcommands()
            .get(name);
    Set<String> flags = new TreeSet<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      flags.add(option.longestName());
    }
    flags.removeAll(OF_EVERY_COMMAND);
    return flags;
  }
}
