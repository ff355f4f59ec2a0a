package io.fedlog.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
  private static final Pattern NAMED = Pattern.compile("\\./fedlog bench ([a-z-]+)");

  @Test
  void shouldBeDocumented_everyBenchmarkAndNoOther() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String page : new String[] {"performance.md", "reliability.md"}) {
      Matcher matcher = NAMED.matcher(Files.readString(Path.of("..", "docs", page)));
      while (matcher.find()) {
        documented.add(matcher.group(1));
      }
    }

    Set<String> commands = new TreeSet<>(BenchCommand.line().getSubcommands().keySet());

    assertThat(documented).isEqualTo(commands);
  }

  @Test
  void shouldSayWhatToDo_whenTheNameIsUnknown() {
    StringWriter err = new StringWriter();
    CommandLine line = BenchCommand.line().setErr(new PrintWriter(err));

    assertThat(line.execute("kernle")).isEqualTo(2);
    assertThat(err.toString()).contains("kernle").contains("--help").doesNotContain("\tat ");
  }
}
