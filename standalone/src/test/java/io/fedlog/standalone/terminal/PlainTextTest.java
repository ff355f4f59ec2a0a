package io.fedlog.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  @ParameterizedTest
  @ValueSource(chars = {'\u0000', '\t', '\u001b', '\u007f', '\u0085', '\u009b', '\u202e', '\u2028'})
  void shouldNotReachATerminal_whenItDoesNotPrint(char c) {
    assertThat(PlainText.of("a" + c + "b")).isEqualTo("a?b");
  }

  @Test
  void shouldStayAsItIs_whenItPrints() {
    assertThat(PlainText.of("Größe 3,5 \u4ed3\u5e93")).isEqualTo("Größe 3,5 \u4ed3\u5e93");
  }
}
