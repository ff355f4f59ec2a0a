package io.fedlog.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {

  @TempDir Path folder;

  @Test
  void shouldCompleteCommandsAndOptions_whenBashReadsTheScript() throws Exception {
    Path script =
        Files.writeString(folder.resolve("script"), CommandRun.of("completion", "bash").out());

    assertThat(completed(script, "./fedlog", "rou")).contains("rounds");
    assertThat(completed(script, "./fedlog", "rounds", "ca")).contains("cancel");
    assertThat(completed(script, "fedlog", "explain", "--ro")).contains("--round");
    assertThat(completed(script, "fedlog", "completion", "")).contains("bash", "zsh");
  }

  @Test
  void shouldBeginWithWhatZshNeeds_whenTheShellIsZsh() {
    assertThat(CommandRun.of("completion", "zsh").out())
        .startsWith("autoload -U +X compinit && compinit")
        .contains("bashcompinit", "complete -F _complete_fedlog");
  }

  @Test
  void shouldSayWhichThereAre_whenTheShellIsAnother() {
    CommandRun run = CommandRun.of("completion", "fish");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("bash").contains("zsh");
  }

  private static String completed(Path script, String... words) throws Exception {
    String line = String.join(" ", words);
    String ask =
        "source '%s'; COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d;"
                .formatted(script, quoted(words), words.length - 1, line, line.length())
            + " _complete_fedlog; echo \"${COMPREPLY[@]}\"";
    Process bash;
    try {
      bash = new ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assumptions.abort("skipped: there is no bash here");
      return "";
    }
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private static String quoted(String[] words) {
    return "'" + String.join("' '", words) + "'";
  }
}
