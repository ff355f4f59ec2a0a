package io.fedlog.runtime;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a role: an environment variable with a type, a default and a meaning.
 *
 * <p>Declared once as a constant; what is read and what is documented then cannot differ.
 * Immutable.
 *
 * @param <T> the type of its value
 */
public final class Setting<T> {
  private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]*");

  private final String name;
  private final String expected;
  private final @Nullable String defaultText;
  private final String meaning;
  private final boolean secret;
  private final Function<String, T> parser;

  private Setting(
      String name,
      String expected,
      @Nullable String defaultText,
      String meaning,
      boolean secret,
      Function<String, T> parser) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "setting name is \"%s\"; expected upper case letters, digits and _".formatted(name));
    }
    this.name = name;
    this.expected = expected;
    this.defaultText = defaultText;
    this.meaning = meaning;
    this.secret = secret;
    this.parser = parser;
  }

  public static Setting<String> text(String name, String meaning) {
    return new Setting<>(name, "text", null, meaning, false, text -> text);
  }

  /** A whole number in the range of {@code int}. */
  public static Setting<Integer> integer(String name, String meaning) {
    return new Setting<>(name, "a whole number", null, meaning, false, Integer::valueOf);
  }

  /** A whole number in the range of {@code long}. */
  public static Setting<Long> longInteger(String name, String meaning) {
    return new Setting<>(name, "a whole number", null, meaning, false, Long::valueOf);
  }

  /** An exact decimal number such as {@code 0.8}; binary fractions would round it. */
  public static Setting<BigDecimal> decimal(String name, String meaning) {
    return new Setting<>(name, "a decimal number", null, meaning, false, BigDecimal::new);
  }

  /** {@code true} or {@code false}, in any case. */
  public static Setting<Boolean> yesNo(String name, String meaning) {
    return new Setting<>(name, "true or false", null, meaning, false, Setting::parseBoolean);
  }

  /**
   * A length of time with its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h}, ISO-8601.
   */
  public static Setting<Duration> duration(String name, String meaning) {
    return new Setting<>(
        name,
        "a length of time (500ms, 30s, 5m, 2h, 7d)",
        null,
        meaning,
        false,
        DurationText::parse);
  }

  /** Memory, such as {@code 256MiB}, {@code 2GiB} or {@code 40%} of the heap. */
  public static Setting<MemorySize> memory(String name, String meaning) {
    return new Setting<>(
        name,
        "a size (65536, 512KiB, 256MiB, 2GiB) or a share of the heap (40%)",
        null,
        meaning,
        false,
        MemorySize::parse);
  }

  /** Items separated by commas; blanks around them do not count, empty items are left out. */
  public static Setting<List<String>> list(String name, String meaning) {
    return new Setting<>(
        name, "items separated by commas", null, meaning, false, Setting::parseList);
  }

  public static Setting<Path> path(String name, String meaning) {
    return new Setting<>(name, "a path", null, meaning, false, Path::of);
  }

  /** One constant of an enum, written in lower case with {@code _}. */
  public static <E extends Enum<E>> Setting<E> oneOf(String name, Class<E> type, String meaning) {
    List<E> constants = List.of(type.getEnumConstants());
    String expected =
        "one of "
            + constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    return new Setting<>(
        name,
        expected,
        null,
        meaning,
        false,
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  /**
   * The same setting with a default, written as a user would write it.
   *
   * @throws SettingException if the default itself does not parse
   */
  public Setting<T> withDefault(String text) {
    Setting<T> changed = new Setting<>(name, expected, text, meaning, secret, parser);
    T unused = changed.parse(text, "the default");
    return changed;
  }

  /** The same setting, taking only values that pass; {@code words} end "expected ...". */
  public Setting<T> that(String words, Predicate<T> accepted) {
    return new Setting<>(
        name,
        expected + " " + words,
        defaultText,
        meaning,
        secret,
        text -> {
          T value = parser.apply(text);
          if (!accepted.test(value)) {
            throw new IllegalArgumentException("not accepted");
          }
          return value;
        });
  }

  /** The same setting, whose value no message repeats. */
  public Setting<T> secret() {
    return new Setting<>(name, expected, defaultText, meaning, true, parser);
  }

  public String name() {
    return name;
  }

  /** What a value must be, in words: {@code a whole number of at least 1}. */
  public String expected() {
    return expected;
  }

  /** The default as a user would write it, or null if there is none. */
  public @Nullable String defaultText() {
    return defaultText;
  }

  /** What it does, in a sentence. */
  public String meaning() {
    return meaning;
  }

  /** Whether messages and documentation must not show its value. */
  public boolean isSecret() {
    return secret;
  }

  /**
   * Reads one value.
   *
   * @param source where it came from, for the message
   * @throws SettingException naming the variable, the value and what was expected
   */
  T parse(String text, String source) {
    try {
      return parser.apply(text.strip());
    } catch (RuntimeException e) {
      throw new SettingException(
          "%s is %s (from %s); expected %s."
              .formatted(name, secret ? "not usable" : "\"" + text + "\"", source, expected));
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private static Boolean parseBoolean(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static List<String> parseList(String text) {
    Stream<String> items = Arrays.stream(text.split(",", -1));
    return items.map(String::strip).filter(item -> !item.isEmpty()).toList();
  }
}
