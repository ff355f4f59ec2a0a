package io.fedlog.standalone.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.runtime.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is what the settings say. To write it anew: {@code mvn -q -Dquick
 * -pl standalone -am test -Dtest=ConfigurationDocTest -Dfedlog.write.docs=true
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ConfigurationDocTest {
  private static final Path FILE = Repository.root().resolve("docs/configuration.md");

  private static final String OPENING =
      """
      # Configuration

      Every process reads its settings from the environment, laid over a properties file that `FL_CONFIG_FILE` names and
      that uses the same names. A blank value counts as not set. A value that cannot be used ends the process at once with
      exit status 2 and one sentence: which variable, what came, what was expected.

      Any Kafka client property can be given as `FL_KAFKA_` and its name in upper case with `_` for `.`:
      `FL_KAFKA_SECURITY_PROTOCOL=SASL_SSL` is `security.protocol=SASL_SSL`. What the guarantees rest on (`acks`,
      `isolation.level` and the like) cannot be changed and is refused by name.

      This page is checked against the code; `ConfigurationDocTest` writes it.
      """;

  @Test
  void shouldSayWhatTheRolesRead() throws Exception {
    String expected = page();
    if (Boolean.getBoolean("fedlog.write.docs")) {
      Files.writeString(FILE, expected);
    }

    assertThat(FILE)
        .as("docs/configuration.md; the class comment of this test says how to write it anew")
        .hasContent(expected);
  }

  /** First what every role reads, then each role's own. */
  private static String page() {
    Map<String, Set<Setting<?>>> byRole = new LinkedHashMap<>();
    for (RoleSettings role : RoleSettings.values()) {
      byRole.put(role.command(), new LinkedHashSet<>(role.settings()));
    }
    List<Setting<?>> common =
        RoleSettings.COORDINATOR.settings().stream()
            .filter(setting -> byRole.values().stream().allMatch(own -> own.contains(setting)))
            .collect(Collectors.toList());
    StringBuilder page = new StringBuilder(OPENING);
    page.append(section("Every role", common));
    byRole.forEach(
        (role, own) -> {
          common.forEach(own::remove);
          page.append(section("`" + role + "`", own));
        });
    return page.toString();
  }

  private static String section(String title, Iterable<Setting<?>> settings) {
    StringBuilder table = new StringBuilder("\n## " + title + "\n\n");
    table.append("| variable | meaning | expected | default |\n|---|---|---|---|\n");
    for (Setting<?> setting : settings) {
      String usual = setting.defaultText() == null ? "" : "`" + setting.defaultText() + "`";
      table.append(row("`" + setting.name() + "`", setting.meaning(), setting.expected(), usual));
    }
    return table.toString();
  }

  private static String row(String... cells) {
    return Arrays.stream(cells)
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
