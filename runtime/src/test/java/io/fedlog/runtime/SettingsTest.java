package io.fedlog.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private enum Colour {
    DARK_RED,
    BLUE
  }

  private static final Setting<Integer> STORES =
      Setting.integer("FL_MIN_STORES", "fewest stores")
          .that("of at least 1", stores -> stores >= 1)
          .withDefault("3");
  private static final Setting<Duration> WAIT = Setting.duration("FL_WAIT", "how long");
  private static final Setting<Colour> COLOUR = Setting.oneOf("FL_COLOUR", Colour.class, "which");

  @TempDir Path folder;

  @Test
  void shouldUseDefault_whenAbsentOrBlank() {
    assertThat(Settings.fromEnv(Map.of()).get(STORES)).isEqualTo(3);
    assertThat(Settings.fromEnv(Map.of("FL_MIN_STORES", "  ")).get(STORES)).isEqualTo(3);
  }

  @Test
  void shouldNameVariableValueAndExpectation_whenValueDoesNotParse() {
    Settings settings = Settings.fromEnv(Map.of("FL_MIN_STORES", "three"));

    assertThatThrownBy(() -> settings.get(STORES))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "FL_MIN_STORES is \"three\" (from the environment); expected a whole number of at least 1.");
  }

  @Test
  void shouldRefuse_whenValueIsOutOfBounds() {
    assertThatThrownBy(() -> Settings.fromEnv(Map.of("FL_MIN_STORES", "0")).get(STORES))
        .hasMessageContaining("\"0\"")
        .hasMessageContaining("at least 1");
  }

  @Test
  void shouldSayWhereToPutIt_whenRequiredValueIsMissing() {
    assertThatThrownBy(() -> Settings.fromEnv(Map.of()).get(WAIT))
        .hasMessageContaining("FL_WAIT is not set")
        .hasMessageContaining("how long")
        .hasMessageContaining("FL_CONFIG_FILE");
    assertThat(Settings.fromEnv(Map.of()).find(WAIT)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "500ms,PT0.5S",
    "30s,PT30S",
    "5m,PT5M",
    "2h,PT2H",
    "7d,PT168H",
    "PT1M30S,PT1M30S",
    "0s,PT0S"
  })
  void shouldReadDurations_whenUnitIsGiven(String text, Duration expected) {
    assertThat(Settings.fromEnv(Map.of("FL_WAIT", text)).get(WAIT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "-5s", "PT-5S", "soon", "1.5s", "99999999999999999999s"})
  void shouldRefuseDurations_whenUnitIsMissingOrNegative(String text) {
    assertThatThrownBy(() -> Settings.fromEnv(Map.of("FL_WAIT", text)).get(WAIT))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_WAIT is \"" + text + "\"")
        .hasMessageContaining("500ms");
  }

  @Test
  void shouldReadEachType_whenWrittenAsDocumented() {
    Settings settings =
        Settings.fromEnv(
            Map.of(
                "FL_COLOUR", "dark_red",
                "FL_SHARE", "0.80",
                "FL_ON", "True",
                "FL_ITEMS", " a, b ,,c ",
                "FL_BIG", "5000000000",
                "FL_PLACE", "/x/y"));

    assertThat(settings.get(COLOUR)).isEqualTo(Colour.DARK_RED);
    assertThat(settings.get(Setting.decimal("FL_SHARE", ""))).isEqualTo(new BigDecimal("0.80"));
    assertThat(settings.get(Setting.yesNo("FL_ON", ""))).isTrue();
    assertThat(settings.get(Setting.list("FL_ITEMS", ""))).isEqualTo(List.of("a", "b", "c"));
    assertThat(settings.get(Setting.longInteger("FL_BIG", ""))).isEqualTo(5_000_000_000L);
    assertThat(settings.get(Setting.path("FL_PLACE", ""))).isEqualTo(Path.of("/x/y"));
  }

  @Test
  void shouldListTheChoices_whenEnumValueIsUnknown() {
    assertThatThrownBy(() -> Settings.fromEnv(Map.of("FL_COLOUR", "green")).get(COLOUR))
        .hasMessageContaining("expected one of dark_red, blue");
  }

  @Test
  void shouldNotRepeatTheValue_whenSettingIsSecret() {
    Setting<Integer> pin = Setting.integer("FL_PIN", "").secret();

    assertThatThrownBy(() -> Settings.fromEnv(Map.of("FL_PIN", "hush")).get(pin))
        .hasMessageContaining("FL_PIN")
        .hasMessageNotContaining("hush");
  }

  @Test
  void shouldLayEnvironmentOverFile_whenBothSetAValue() throws Exception {
    Path file = Files.writeString(folder.resolve("f.properties"), "FL_MIN_STORES=5\nFL_WAIT=9s\n");
    Settings settings =
        Settings.fromEnv(Map.of("FL_CONFIG_FILE", file.toString(), "FL_MIN_STORES", "7"));

    assertThat(settings.get(STORES)).isEqualTo(7);
    assertThat(settings.get(WAIT)).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void shouldNameTheFile_whenItsValueIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("f.properties"), "FL_WAIT=soon\n");

    assertThatThrownBy(() -> Settings.fromEnv(Map.of("FL_CONFIG_FILE", file.toString())).get(WAIT))
        .hasMessageContaining("\"soon\" (from " + file + ")");
  }

  @Test
  void shouldNameTheFile_whenItCannotBeRead() {
    assertThatThrownBy(() -> Settings.fromEnv(Map.of("FL_CONFIG_FILE", "/absent/file")))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_CONFIG_FILE is \"/absent/file\"");
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 65536",
    "512KiB, 524288",
    "2GiB, 2147483648",
    "40%, 400",
    "12.5 %, 125",
    "0, 0"
  })
  void shouldReadMemory_whenItIsASizeOrAShareOfTheHeap(String text, long bytes) {
    Setting<MemorySize> memory = Setting.memory("FL_MEMORY", "");

    assertThat(memory.parse(text, "a test").bytes(1000)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "101%", "5MB", "a lot", "99999999999GiB", "%"})
  void shouldNameTheVariable_whenMemoryIsNeitherASizeNorAShare(String text) {
    assertThatThrownBy(() -> Setting.memory("FL_MEMORY", "").parse(text, "a test"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("FL_MEMORY is \"" + text + "\"");
  }

  @Test
  void shouldFailAtDeclaration_whenDefaultDoesNotParse() {
    assertThatThrownBy(() -> Setting.integer("FL_N", "").withDefault("x"))
        .isInstanceOf(SettingException.class);
    assertThatThrownBy(() -> Setting.text("fl.lower", "")).hasMessageContaining("fl.lower");
  }
}
