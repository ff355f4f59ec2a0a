package io.fedlog.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir private Path root;

  @Test
  void shouldRefuse_whenAnotherAgentHasTheDirectory() {
    try (StateDirectory held = open(root)) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> open(root))
          .isInstanceOf(StateException.class)
          .hasMessageContainingAll("another agent", root.toString(), "FL_STATE_DIR");
    }
    open(root).close();
  }

  @Test
  void shouldRefuse_whenTheLayoutIsAnother() throws IOException {
    open(root).close();
    Files.writeString(root.resolve("layout-version"), "9\n");

    assertThatThrownBy(() -> open(root))
        .hasMessageContainingAll("layout 9", "layout 1", "empty directory");
    // The lock is given back: after a repair the directory can be opened.
    Files.writeString(root.resolve("layout-version"), "1\n");
    open(root).close();
  }

  @Test
  void shouldRefuse_whenTheDirectoryIsAFile() throws IOException {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void shouldKeepStoresApart_whenTheirNamesAreHardForAFileSystem() {
    Set<String> names =
        Stream.of("A", "a", "a/b", "a b", "..", "Zürich", "x".repeat(300), "x".repeat(301))
            .map(SafeName::of)
            .collect(Collectors.toSet());

    assertThat(names).hasSize(8).allMatch(name -> name.matches("[a-z0-9_%~-]{1,100}"));
  }

  private static StateDirectory open(Path folder) {
    return StateDirectory.open(folder, Durability.POWER_LOST);
  }
}
