package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fedlog.standalone.terminal.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands of {@code README.md} are those that there are. */
class ReadmeCommandsTest {

  private static final Pattern TYPED = Pattern.compile("(?m)^    \\./fedlog (.+)$");
  private static final Pattern NAMED = Pattern.compile("`\\./fedlog ([a-z-]+)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** The launcher's own, and what no stranger looks for in a table. */
  private static final String BENCH = "bench";

  private static final Set<String> OF_THE_SHELL = Set.of("help", "completion");

  @Test
  void shouldParse_whenTypedAsTheyStand() throws IOException {
    Matcher command = TYPED.matcher(readme().replaceAll("\\\\\n\\s*", ""));
    int found = 0;
    while (command.find()) {
      String text = command.group(1).replaceFirst("\\s+#.*", "");
      assertThatCode(() -> line().parseArgs(words(text)))
          .as("./fedlog " + text)
          .doesNotThrowAnyException();
      found++;
    }
    assertThat(found).isGreaterThan(10);
  }

  @Test
  void shouldExist_whenNamed() throws IOException {
    Matcher named = NAMED.matcher(readme());
    while (named.find()) {
      if (!named.group(1).equals(BENCH)) {
        assertThat(line().getSubcommands()).containsKey(named.group(1));
      }
    }
  }

  @Test
  void shouldAllBeNamed() throws IOException {
    String readme = readme();
    for (CommandLine command : line().getSubcommands().values()) {
      String name = command.getCommandName();
      if (!OF_THE_SHELL.contains(name)) {
        assertThat(readme).containsPattern("(\\./fedlog |`)" + name + "\\b");
      }
    }
  }

  private static String[] words(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words.toArray(String[]::new);
  }

  private static CommandLine line() {
    return FedlogCommand.line(
        new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), shutdown -> {}));
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }
}
