package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fedlog.standalone.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every command in {@code docs/operations.md} can be typed as it stands. */
class OperationsDocTest {

  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\./fedlog (.+)$|`\\./fedlog ([^`]+)`|<\\(\\./fedlog ([^)]+)\\)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @Test
  void shouldParse() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "operations.md"));
    Matcher command = COMMAND.matcher(page);
    int found = 0;
    while (command.find()) {
      String text = text(command);
      assertThatCode(() -> parse(text)).as("./fedlog " + text).doesNotThrowAnyException();
      found++;
    }
    assertThat(found).isGreaterThan(15);
  }

  private static void parse(String text) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    var unused =
        FedlogCommand.line(
                new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), shutdown -> {}))
            .parseArgs(words.toArray(String[]::new));
  }

  private static String text(Matcher command) {
    for (int group = 1; group <= 3; group++) {
      if (command.group(group) != null) {
        return command.group(group);
      }
    }
    throw new AssertionError(command.group());
  }
}
