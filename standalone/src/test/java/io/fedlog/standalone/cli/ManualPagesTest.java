package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.standalone.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Every command has a page of help with all its parts. */
class ManualPagesTest {

  private static final int WIDEST = 100;
  private static final Pattern PAGE = Pattern.compile("docs/[a-z-]+\\.md");

  @TestFactory
  Stream<DynamicTest> shouldHaveAWholePage() {
    return commands().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private static void check(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    String help = command.getUsageMessage();

    assertThat(usage.header()).as("header").hasSize(1);
    assertThat(usage.header()[0]).endsWith(".").hasSizeLessThan(90);
    assertThat(usage.description()).as("description").isNotEmpty();
    assertThat(help)
        .startsWith(usage.header()[0].split(" ")[0])
        .contains("Usage: " + command.getCommandSpec().qualifiedName())
        .contains("\nDescription:\n", "\nExit status: 0", "\nEnvironment: ", "--help", "--version");
    assertThat(help).contains("\nSee also: ");
    assertThat(help).as("examples").contains("\nExamples:\n  ");
    assertThat(help.lines()).allMatch(line -> line.length() <= WIDEST);
    assertThat(help).doesNotContain("\n\n\n");
  }

  @Test
  void shouldNameDocumentsThatExist() {
    commands()
        .values()
        .forEach(
            command -> {
              Matcher page = PAGE.matcher(command.getUsageMessage());
              while (page.find()) {
                assertThat(Files.exists(Path.of("..", page.group()))).as(page.group()).isTrue();
              }
            });
  }

  @Test
  void shouldListEveryCommandInAGroup_whenAskedForHelp() {
    String help = CommandRun.of("--help").out();

    assertThat(help)
        .containsSubsequence(
            "Try it:", "demo", "Run:", "aggregator", "Operate:", "rounds", "Observe:", "explain")
        .contains("Access and privacy:", "Shell:")
        .doesNotContain("Others:");
    commands().keySet().stream()
        .filter(name -> name.split(" ").length == 2)
        .forEach(name -> assertThat(help).contains("\n  " + name.split(" ")[1] + " "));
  }

  @Test
  void shouldShowTheSame_whenHelpIsACommand() {
    assertThat(CommandRun.of("help", "rounds", "list").out())
        .isEqualTo(CommandRun.of("rounds", "list", "--help").out());
    assertThat(CommandRun.of("help").out()).isEqualTo(CommandRun.of("--help").out());
    CommandRun unknown = CommandRun.of("help", "rounds", "dance");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.err()).contains("there is no command fedlog rounds dance");
  }

  @Test
  void shouldPartLinesWhereAReaderWould_whenTheyAreLong() {
    assertThat(CommandRun.of("agent", "--help").out())
        .contains("FL_DATA=harbour.csv \\\n    fedlog agent\n")
        .contains("\ndocs/configuration.md\n");
    commands()
        .values()
        .forEach(
            command ->
                assertThat(command.getUsageMessage().lines())
                    .noneMatch(line -> line.endsWith("docs/configuration."))
                    .noneMatch(line -> line.equals("md")));
  }

  @Test
  void shouldNameItsDocument_whenACommandHasOne() {
    assertThat(CommandRun.of("replay", "--help").out()).contains("docs/replay.md\n");
    assertThat(CommandRun.of("restore", "--help").out()).contains("docs/backup.md\n");
  }

  /** By their names with those above them. */
  private static Map<String, CommandLine> commands() {
    Map<String, CommandLine> all = new LinkedHashMap<>();
    add(
        FedlogCommand.line(
            new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), shutdown -> {})),
        all);
    return all;
  }

  private static void add(CommandLine command, Map<String, CommandLine> all) {
    all.put(command.getCommandSpec().qualifiedName(), command);
    command.getSubcommands().values().forEach(below -> add(below, all));
  }
}
