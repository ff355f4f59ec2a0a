package io.fedlog.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fedlog.schemas.Topics;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.ParseResult;

/** What {@code docs/analysts.md} says is so, and its examples run. */
class AnalystsDocTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
  private static final Pattern NAME = Pattern.compile("\\b[a-z][a-z0-9]*(?:_[a-z0-9]+)*\\b");
  private static final Pattern NAMED =
      Pattern.compile("(?:AS|TABLE|STREAM|FROM)\\s+([a-z_]+)|\\(([a-z_]+) VARCHAR KEY");

  private static String page;

  @TempDir Path folder;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "analysts.md"));
  }

  @Test
  void shouldHaveEveryColumn_asTheSchemaSays() {
    for (FactView view : List.of(FactView.ROUNDS, FactView.STORES)) {
      String rows =
          view.columns().stream()
              .map(c -> "| `%s` | %s | %s |\n".formatted(c.name(), c.type(), c.meaning()))
              .collect(Collectors.joining());
      assertThat(page)
          .as("the table of %s; expected\n%s", view.view(), rows)
          .contains("| column | type | meaning |\n|---|---|---|\n" + rows);
    }
  }

  @Test
  void shouldHaveEveryView() {
    for (FactView view : FactView.values()) {
      assertThat(page).contains("| `%s` | %s |".formatted(view.view(), view.meaning()));
    }
  }

  @Test
  void shouldRunEveryQueryAndTakeEveryFlag() throws IOException {
    int queries = 0;
    try (FactBase facts = Facts.loaded()) {
      facts.shutFiles();
      for (List<String> command : commands()) {
        ParseResult parsed =
            MetricsCommand.line(
                    new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), s -> {}))
                .parseArgs(command.toArray(String[]::new));
        ParseResult sub = parsed.subcommand();
        if (sub.commandSpec().name().equals("sql")) {
          StringWriter out = new StringWriter();
          facts.query(sub.matchedPositional(0).getValue(), RowWriter.csv(out));
          assertThat(out.toString().lines()).as("%s", command).hasSizeGreaterThan(1);
          queries++;
        }
      }
    }
    assertThat(queries).isGreaterThan(6);
  }

  /** The words of each {@code ./fedlog metrics} in the page, after those two. */
  private static List<List<String>> commands() {
    List<List<String>> commands = new ArrayList<>();
    for (String block : blocks("sh")) {
      for (String command : block.split("(?m)^(?=\\./fedlog|kcat)")) {
        if (command.startsWith("./fedlog metrics ")) {
          List<String> words = new ArrayList<>();
          Matcher word = WORD.matcher(command.substring("./fedlog metrics ".length()));
          while (word.find()) {
            words.add(Stream.of(1, 2, 3).map(word::group).filter(w -> w != null).findFirst().get());
          }
          commands.add(words);
        }
      }
    }
    return commands;
  }

  @Test
  void shouldReadAnExport_withDuckDb() throws IOException {
    String block =
        blocks("sql").stream().filter(sql -> sql.contains(".parquet")).findFirst().orElseThrow();
    try (FactBase facts = Facts.loaded()) {
      export(facts);
      for (String statement : block.split(";\\s*")) {
        StringWriter out = new StringWriter();
        facts.query(statement.replace("'facts/", "'" + folder + "/"), RowWriter.csv(out));
        assertThat(out.toString().lines()).as(statement).hasSizeGreaterThan(1);
      }
    }
  }

  @Test
  void shouldReadAnExport_withPandas() throws Exception {
    assumeTrue(
        runs("import pandas, pyarrow"), "skipped: there is no python3 with pandas and pyarrow");
    try (FactBase facts = Facts.loaded()) {
      export(facts);
    }
    assertThat(runs(blocks("python").get(0).replace("\"facts/", "\"" + folder + "/"))).isTrue();
  }

  private void export(FactBase facts) {
    for (FactView view : List.of(FactView.ROUNDS, FactView.STORES)) {
      ExportFile.write(facts, view, ExportFormat.PARQUET, folder.resolve(view.view() + ".parquet"));
    }
  }

  private boolean runs(String script) throws Exception {
    Path file = Files.writeString(folder.resolve("script.py"), script);
    try {
      Process process =
          new ProcessBuilder("python3", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("python.log").toFile())
              .start();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Keywords and types are in capitals there, so that what is not must be a name. */
  @Test
  void shouldNameColumnsThatExist_inOtherEnginesSql() {
    List<String> others = blocks("sql").stream().filter(sql -> !sql.contains(".parquet")).toList();
    assertThat(others).hasSize(2);
    for (String sql : others) {
      Set<String> known = columns(FactView.ROUNDS);
      NAMED
          .matcher(sql)
          .results()
          .forEach(found -> known.add(found.group(1) == null ? found.group(2) : found.group(1)));
      assertThat(names(sql.replaceAll("'[^']*'", ""))).isSubsetOf(known);
      assertThat(sql).contains("'fl.metrics.rounds'");
    }
  }

  @Test
  void shouldNameTopicsAndColumnsThatExist_inConnectorsSettings() throws IOException {
    JsonNode config = new ObjectMapper().readTree(blocks("json").get(0)).path("config");

    assertThat(config.path("topics").asText()).isEqualTo(Topics.ROUND_METRICS.name());
    Set<String> columns = columns(FactView.ROUNDS);
    assertThat(columns)
        .contains(config.path("pk.fields").asText())
        .contains(config.path("transforms.flat.exclude").asText().split(","));
    Set<String> maps =
        FactView.ROUNDS.columns().stream()
            .filter(column -> column.type().startsWith("MAP"))
            .map(FactColumn::name)
            .collect(Collectors.toSet());
    assertThat(config.path("transforms.flat.exclude").asText().split(","))
        .containsExactlyInAnyOrderElementsOf(maps);
  }

  private static Set<String> names(String sql) {
    return NAME.matcher(sql).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  private static Set<String> columns(FactView view) {
    return view.columns().stream()
        .map(FactColumn::name)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static List<String> blocks(String language) {
    return BLOCK
        .matcher(page)
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }
}
