package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.standalone.terminal.UnusableException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordInputTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"pass wörd €", "pass wörd €\n", "pass wörd €\r\n", "pass wörd €\nmore"})
  void shouldReadTheFirstLine(String text) throws Exception {
    assertThat(input(text).read(null)).isEqualTo("pass wörd €".toCharArray());
    assertThat(input("").read(Files.writeString(folder.resolve("p"), text)))
        .isEqualTo("pass wörd €".toCharArray());
  }

  @Test
  void shouldSayWhatToDo_whenThereIsNone() {
    assertRefused(input(""), null, "its first line is empty");
    assertRefused(input("\nsecond"), null, "its first line is empty");
    assertRefused(input("x".repeat(1025)), null, "more than 1024 bytes");
    assertRefused(input("x"), folder.resolve("none"), "no readable file");
    assertRefused(
        new PasswordInput(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, 'b'})),
        null,
        "not UTF-8");
  }

  private static void assertRefused(PasswordInput input, Path file, String why) {
    assertThatThrownBy(() -> input.read(file))
        .isInstanceOf(UnusableException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("--password-file");
  }

  private static PasswordInput input(String text) {
    return new PasswordInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
