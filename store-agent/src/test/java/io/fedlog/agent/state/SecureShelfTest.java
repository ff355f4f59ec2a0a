package io.fedlog.agent.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureShelfTest {
  private static final Instant DEFINED = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder;

  @Test
  void shouldForgetAllOthers_whenAFileCannotBeRead() throws IOException {
    SecureShelf shelf = new SecureShelf(folder);
    for (int i = 0; i < 5; i++) {
      shelf.keep(new SecureMemory("p-" + i, DEFINED.toEpochMilli(), "c2VjcmV0", Set.of()));
      Files.writeString(folder.resolve("torn-" + i + ".json"), "{"); // wherever it is listed
    }

    shelf.forgetRounds(roundId -> !roundId.equals("p-3"));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "p-3.json",
              "torn-0.json",
              "torn-1.json",
              "torn-2.json",
              "torn-3.json",
              "torn-4.json");
    }
    assertThat(shelf.of("p-3", DEFINED)).isPresent();
  }
}
