package io.fedlog.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
  @TempDir private Path stateDir;

  private Path store;
  private Path identity;
  private LocalState state;

  @BeforeEach
  void setUp() throws IOException {
    Path folder = stateDir.resolve("fedlog");
    store = folder.resolve("2_7/rocksdb/chunk-receipts/CURRENT");
    identity = folder.resolve("kafka-streams-process-metadata");
    Files.createDirectories(store.getParent());
    Files.writeString(store, "MANIFEST-000004");
    Files.writeString(identity, "{}");
    state = new LocalState(stateDir, "fedlog");
  }

  @Test
  void shouldDeleteTheStores_whenTheLastProcessWasKilled() {
    assertThat(state.begin()).isFalse();

    assertThat(stateDir.resolve("fedlog/2_7")).doesNotExist();
    assertThat(identity).exists();
  }

  @Test
  void shouldKeepTheStores_whenTheLastProcessEndedInOrder() {
    state.end();

    assertThat(state.begin()).isTrue();

    assertThat(store).exists();
  }

  @Test
  void shouldDeleteTheStores_whenTheProcessAfterThatWasKilled() {
    state.end();
    state.begin();

    state.begin();

    assertThat(store).doesNotExist();
  }

  @Test
  void shouldTouchNothing_whenSomebodyRunsOnIt() throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                stateDir.resolve("fedlog/.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      state.begin();

      assertThat(held.isValid()).isTrue();
      assertThat(store).exists();
    }
  }

  @Test
  void shouldBegin_whenNothingIsThereYet() {
    new LocalState(stateDir.resolve("new"), "fedlog").begin();

    assertThat(stateDir.resolve("new/fedlog/closed-in-order")).doesNotExist();
  }
}
