package io.fedlog.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveScreenTest {

  private final StringWriter written = new StringWriter();

  private void drawTwice(boolean terminal) {
    try (LiveScreen screen = new LiveScreen(new PrintWriter(written), terminal)) {
      screen.draw(List.of("one", "two"));
      screen.draw(List.of("three"));
    }
  }

  @Test
  void shouldWriteBlocks_whenThereIsNoTerminal() {
    drawTwice(false);

    assertThat(written.toString().lines()).containsExactly("one", "two", "", "three", "");
    assertThat(written.toString()).doesNotContain("\u001b");
  }

  @Test
  void shouldDrawInPlaceAndLeaveNothing_whenThereIsATerminal() {
    drawTwice(true);

    assertThat(written.toString())
        .isEqualTo(
            "\u001b[?1049h\u001b[?25l\u001b[Hone\u001b[K\r\ntwo\u001b[K\u001b[J"
                + "\u001b[Hthree\u001b[K\u001b[J"
                + "\u001b[?25h\u001b[?1049l");
  }

  @Test
  void shouldKnowItsKeys_whenTheyArePressed() {
    try (Keyboard keys =
        Keyboard.of(new ByteArrayInputStream("xq".getBytes(StandardCharsets.US_ASCII)))) {
      assertThat(keys.pressed("q")).isTrue();
      assertThat(keys.pressed("q")).isFalse();
    }
  }

  @Test
  void shouldFillUp_whenMoreIsDone() {
    assertThat(Bar.of(0, 4, 8)).isEqualTo("[........]");
    assertThat(Bar.of(1, 4, 8)).isEqualTo("[##......]");
    assertThat(Bar.of(5, 4, 8)).isEqualTo("[########]");
    assertThat(Bar.of(0, 0, 4)).isEqualTo("[....]");
  }
}
