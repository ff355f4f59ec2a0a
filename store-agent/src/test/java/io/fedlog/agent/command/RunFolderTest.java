package io.fedlog.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  /** A test may run as root, whom no permission holds back. */
  private static final RunFolder.Removal DENIED =
      file -> {
        if (file.endsWith("cache")) {
          throw new AccessDeniedException(file.toString());
        }
        boolean unused = Files.deleteIfExists(file);
      };

  @TempDir private Path root;

  @Test
  void shouldRunAllTheSame_whenAnEarlierRunsFileCannotBeRemoved() throws IOException {
    RunFolder earlier = RunFolder.open(root, "p-0001");
    Files.writeString(earlier.file("cache"), "of another user");
    Files.writeString(earlier.file("round.json"), "{}");

    RunFolder next = RunFolder.open(root, "p-0001", DENIED);

    assertThat(next.toString()).isNotEqualTo(earlier.toString());
    assertThat(Path.of(next.toString())).isEmptyDirectory();
    assertThat(earlier.file("cache")).exists();
    assertThat(earlier.file("round.json")).as("what can be removed is").doesNotExist();
  }

  @Test
  void shouldCloseAllTheSame_whenAFileCannotBeRemoved() throws IOException {
    RunFolder folder = RunFolder.open(root, "p-0001", DENIED);
    Files.writeString(folder.file("cache"), "of another user");

    folder.close();

    assertThat(folder.file("cache")).exists();
  }

  @Test
  void shouldLeaveNothing_whenAllIsRemovable() throws IOException {
    RunFolder earlier = RunFolder.open(root, "p/0001 x");
    Files.createDirectories(earlier.file("a").resolve("b"));

    RunFolder.open(root, "p-0002").close();

    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.toList()).isEqualTo(List.of());
    }
  }
}
