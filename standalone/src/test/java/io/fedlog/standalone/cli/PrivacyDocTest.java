package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.agent.AgentConfig;
import io.fedlog.aggregator.AggregatorConfig;
import io.fedlog.coordinator.CoordinatorConfig;
import io.fedlog.coordinator.client.PlanFiles;
import io.fedlog.learning.privacy.PrivacyBudget;
import io.fedlog.learning.privacy.PrivacyTerms;
import io.fedlog.runtime.Setting;
import io.fedlog.schemas.PlanRecord;
import io.fedlog.schemas.RoundMetrics;
import io.fedlog.standalone.terminal.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code docs/privacy.md} names is there, and its figures are what the code says. */
class PrivacyDocTest {
  private static final Pattern COMMAND = Pattern.compile("\\./fedlog ([^`\\n]+)");
  private static final Pattern SETTING = Pattern.compile("`(FL_[A-Z_]+)`");
  private static final Pattern TEST_NAME = Pattern.compile("`([A-Z][A-Za-z]*(?:Test|IT))`");
  private static final Pattern ODDS =
      Pattern.compile("(?m)^\\| ([0-9.]+) \\| ([0-9.]+) \\| ([0-9.]+) % \\|$");

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("..", "docs", "privacy.md"));
  }

  @Test
  void shouldNameCommandsThatExist() {
    List<String> commands = found(COMMAND, 1).filter(c -> !c.startsWith("bench ")).toList();

    assertThat(commands).hasSizeGreaterThan(6);
    for (String command : commands) {
      if (command.contains("--") || command.contains(".json")) {
        assertThat(line().parseArgs(command.split(" ")).errors()).as(command).isEmpty();
      } else {
        CommandLine at = line();
        for (String word : command.split(" ")) {
          assertThat(at.getSubcommands()).as(command).containsKey(word);
          at = at.getSubcommands().get(word);
        }
      }
    }
  }

  @Test
  void shouldShowWhatTheEstimateSays() {
    String[] words =
        found(COMMAND, 1)
            .filter(c -> c.startsWith("privacy estimate"))
            .findFirst()
            .orElseThrow()
            .split(" ");

    CommandRun run = CommandRun.of(words);

    assertThat(run.status()).as(run.err()).isZero();
    List<String> shown = run.out().lines().limit(4).map(line -> "    " + line).toList();
    assertThat(shown.get(0)).contains("accountant");
    assertThat(page).contains(String.join("\n", shown));
  }

  /** What the example calls enough is; a hundredth less is not. */
  @Test
  void shouldGiveEnoughNoiseInTheExample() {
    PrivacyBudget budget = new PrivacyBudget(1, 1e-5);

    assertThat(budget.gaussianNoiseMultiplier(8).doubleValue()).isBetween(11.44, 11.45);
    assertThat(page).contains("11.45 x 0.5 = 5.7").contains("0.143 for every parameter");
    assertThat(11.45 * 0.5 / 40).isCloseTo(0.143, within(5e-4));
    assertThat(0.5 / Math.sqrt(15)).isCloseTo(0.13, within(5e-3));
    assertThat(page).contains("4.045 times the sensitivity");
    assertThat(budget.gaussianNoiseMultiplier(1).doubleValue()).isCloseTo(4.045, within(5e-4));
  }

  @Test
  void shouldTellTheOddsOfEveryEpsilon() {
    List<MatchResult> rows = ODDS.matcher(page).results().toList();

    assertThat(rows).hasSize(6);
    for (MatchResult row : rows) {
      double factor = Math.exp(Double.parseDouble(row.group(1)));
      assertThat(Double.parseDouble(row.group(2))).isCloseTo(factor, within(0.005));
      assertThat(Double.parseDouble(row.group(3)))
          .isCloseTo(100 * factor / (1 + factor), within(0.06));
    }
  }

  @Test
  void shouldShowAPlanThatCanBeRead(@TempDir Path folder) throws IOException {
    int from = page.indexOf("```json") + "```json".length();
    Path file = folder.resolve("plan.json");
    Files.writeString(file, page.substring(from, page.indexOf("```", from)));

    PlanRecord plan =
        PlanFiles.read(file, CoordinatorConfig.fromEnv(Map.of()), Instant.EPOCH, "ann");

    assertThat(plan.getPrivacy().getEpsilon()).isEqualTo(4);
    assertThat(plan.getTrainingConfig()).containsKey("public_features");
  }

  @Test
  void shouldNameSettingsModesFieldsAndTestsThatExist() throws IOException {
    Set<String> settings =
        Stream.of(CoordinatorConfig.settings(), AggregatorConfig.settings(), AgentConfig.settings())
            .flatMap(List::stream)
            .map(Setting::name)
            .collect(Collectors.toSet());

    assertThat(settings).containsAll(found(SETTING, 1).toList());
    for (PrivacyTerms.Mode mode : PrivacyTerms.Mode.values()) {
      assertThat(page).containsIgnoringCase("| `" + mode + "` |");
    }
    for (String field : new String[] {"privacy_budget_used", "noise_level"}) {
      assertThat(page).contains("| `" + field + "` |");
      assertThat(RoundMetrics.getClassSchema().getField(field)).isNotNull();
    }
    assertThat(found(TEST_NAME, 1).toList()).isNotEmpty().allSatisfy(PrivacyDocTest::assertIsThere);
  }

  private static void assertIsThere(String test) throws IOException {
    try (Stream<Path> files =
        Files.find(
            Path.of(".."),
            20,
            (file, attributes) ->
                file.endsWith(test + ".java") && !file.toString().contains("/target/"))) {
      assertThat(files).as(test).isNotEmpty();
    }
  }

  private static Stream<String> found(Pattern pattern, int group) {
    return pattern.matcher(page).results().map(result -> result.group(group).strip());
  }

  private static CommandLine line() {
    return FedlogCommand.line(
        new Surroundings(Map.of(), Clock.systemUTC(), new Random(1), shutdown -> {}));
  }
}
