package io.fedlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void shouldKeepClusterId_whenOpenedAgain() {
    String first;
    try (DataDirectory directory = DataDirectory.open(folder.resolve("new/deep"))) {
      first = directory.clusterId();
    }
    try (DataDirectory directory = DataDirectory.open(folder.resolve("new/deep"))) {
      assertThat(directory.clusterId()).isEqualTo(first);
    }
  }

  @Test
  void shouldRefuse_whenLogFolderHasNoMarker() throws Exception {
    Files.createDirectory(folder.resolve("kafka"));

    assertThatThrownBy(() -> DataDirectory.open(folder))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("fedlog-data.properties")
        .hasMessageContaining("empty directory");
  }

  @Test
  void shouldRefuse_whenMarkerHasNoVersion() throws Exception {
    Files.writeString(folder.resolve("fedlog-data.properties"), "cluster.id=abc\n");

    assertThatThrownBy(() -> DataDirectory.open(folder)).hasMessageContaining("version (none)");
  }

  @Test
  void shouldRefuse_whenMarkerHasNoClusterId() throws Exception {
    Files.writeString(folder.resolve("fedlog-data.properties"), "layout.version=1\n");

    assertThatThrownBy(() -> DataDirectory.open(folder)).hasMessageContaining("damaged");
  }

  @Test
  void shouldNameThePath_whenPathIsAFile() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void shouldBeFreeAgain_whenOpeningFailed() throws Exception {
    Path marker = folder.resolve("fedlog-data.properties");
    Files.writeString(marker, "layout.version=9\n");
    assertThatThrownBy(() -> DataDirectory.open(folder)).hasMessageContaining("version 9");
    Files.delete(marker);

    DataDirectory.open(folder).close();
  }
}
