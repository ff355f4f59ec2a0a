package io.fedlog.standalone.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup file is read as it was written, or not at all. */
class BackupFileTest {
  private static final SavedTopic TOPIC =
      new SavedTopic(
          "fl.rounds", Map.of("cleanup.policy", "compact"), List.of(3L, 0L), List.of(9L, 5L), true);
  private static final List<SavedRecord> RECORDS =
      List.of(
          record(0, 3, "a", "first"),
          record(1, 0, null, "second"),
          record(0, 7, "b", null),
          record(1, 4, "", ""));

  @TempDir private Path folder;

  @Test
  void shouldGiveTheSameRecords_whenReadAgain() throws Exception {
    Path file = write();
    List<String> read = new ArrayList<>();
    Contents contents =
        BackupReader.read(
            file,
            new BackupReader.Visitor() {
              @Override
              public void record(SavedTopic topic, SavedRecord record) throws IOException {
                read.add(topic.name() + Arrays.toString(record.toBytes()));
              }
            });

    assertThat(contents).isEqualTo(contents());
    List<String> expected = new ArrayList<>();
    for (SavedRecord record : RECORDS) {
      expected.add("fl.rounds" + Arrays.toString(record.toBytes()));
    }
    assertThat(read).isEqualTo(expected);
    assertThat(digests(file)).containsOnlyKeys("fl.rounds");
    assertThat(Files.exists(folder.resolve("b.part"))).isFalse();
  }

  @Test
  void shouldGiveOneDigest_whenPartitionsAreInterleavedOtherwise() throws Exception {
    TopicDigest one = new TopicDigest(2);
    TopicDigest other = new TopicDigest(2);
    for (int i : List.of(0, 1, 2, 3)) {
      one.add(RECORDS.get(i));
    }
    for (int i : List.of(1, 3, 0, 2)) {
      other.add(RECORDS.get(i));
    }

    assertThat(one.end()).isEqualTo(other.end());
  }

  @Test
  void shouldBeRefused_whenAByteIsChangedOrMissing() throws Exception {
    byte[] whole = Files.readAllBytes(write());
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] changed = whole.clone();
      // the 10 bytes of gzip's own header say nothing of what follows
      int at = 10 + random.nextInt(whole.length - 10);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      Path file = Files.write(folder.resolve("changed"), changed);
      assertThatThrownBy(() -> digests(file)).isInstanceOf(IOException.class);
    }
    for (int length = 0; length < whole.length; length += 7) {
      Path file = Files.write(folder.resolve("short"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> digests(file)).isInstanceOf(IOException.class);
    }
  }

  private Path write() throws IOException {
    Path file = folder.resolve("b");
    TopicDigest digest = new TopicDigest(2);
    try (BackupWriter writer = new BackupWriter(file, contents())) {
      for (SavedRecord record : RECORDS) {
        digest.add(record);
        writer.record(record);
      }
      writer.endTopic(digest.end());
      writer.finish();
    }
    return file;
  }

  private static Contents contents() {
    return new Contents(
        "2026-11-20T08:00:00Z",
        "fedlog",
        List.of(TOPIC, new SavedTopic("fl.updates.r", Map.of(), List.of(0L), List.of(8L), false)),
        List.of(new SavedOffset("fl.rounds", 0, 9, "x")));
  }

  private static SavedRecord record(int partition, long offset, String key, String value) {
    return new SavedRecord(
        partition,
        offset,
        1000 + offset,
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8),
        List.of(new RecordHeader("h", new byte[] {1}), new RecordHeader("n", null)));
  }

  private static Map<String, String> digests(Path file) throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    Contents unused =
        BackupReader.read(
            file,
            new BackupReader.Visitor() {
              @Override
              public void end(SavedTopic topic, long records, String digest) {
                digests.put(topic.name(), digest);
              }
            });
    return digests;
  }
}
