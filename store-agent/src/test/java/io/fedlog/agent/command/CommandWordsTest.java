package io.fedlog.agent.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

  @Test
  void shouldKeepBlanks_whenTheyAreQuoted() {
    assertThat(CommandWords.split(" python3  -u\t'my trainer.py' --name=\"it's\" '' "))
        .isEqualTo(List.of("python3", "-u", "my trainer.py", "--name=it's", ""));
  }

  @Test
  void shouldTakeAllElseAsItIs_whenAShellWouldNot() {
    assertThat(CommandWords.split("C:\\py\\python.exe $HOME *.py a|b;c"))
        .isEqualTo(List.of("C:\\py\\python.exe", "$HOME", "*.py", "a|b;c"));
  }

  @Test
  void shouldRefuse_whenAQuoteIsOpenOrNothingIsThere() {
    assertThatThrownBy(() -> CommandWords.split("python3 'x")).hasMessageContaining("not closed");
    assertThatThrownBy(() -> CommandWords.split("  ")).hasMessageContaining("no word");
  }
}
