package io.fedlog.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdentityTest {
  @TempDir Path folder;

  @Test
  void shouldBeTheSame_whenTheStateDirectoryIsLost() throws IOException {
    ProcessIdentity.keep(folder.resolve("before"), "app", "aggregator-1");
    ProcessIdentity.keep(folder.resolve("after"), "app", "aggregator-1");
    ProcessIdentity.keep(folder.resolve("other"), "app", "aggregator-2");

    assertThat(id("after")).isEqualTo(id("before")).isNotEqualTo(id("other"));
    assertThat(id("before"))
        .matches("\\{\"processId\":\"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\"}");
  }

  @Test
  void shouldStay_whenThereIsOneAlready() throws IOException {
    Path file = Files.createDirectories(folder.resolve("kept/app")).resolve(FILE);
    Files.writeString(file, "{\"processId\":\"0e5c1c28-aa33-44b7-8a87-97ae742e4c29\"}");

    ProcessIdentity.keep(folder.resolve("kept"), "app", "aggregator-1");

    assertThat(id("kept")).contains("0e5c1c28");
  }

  private static final String FILE = "kafka-streams-process-metadata";

  private String id(String stateDir) throws IOException {
    return Files.readString(folder.resolve(stateDir).resolve("app").resolve(FILE));
  }
}
