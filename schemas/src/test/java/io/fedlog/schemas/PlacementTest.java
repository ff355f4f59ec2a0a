package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
  @ParameterizedTest
  @CsvSource({"21, 0, 8", "21, 1, 8", "foobar, 0, 3", "a-little-bit-long-string, 7, 5"})
  void shouldFollowMurmur2_whenPlacing(String roundId, int chunk, int partitions) {
    // Given the hashes that Kafka's own UtilsTest publishes for these strings
    int hash =
        switch (roundId) {
          case "21" -> -973932308;
          case "foobar" -> -790332482;
          default -> -985981536;
        };
    int expected = (int) (((hash & 0x7fffffffL) + chunk) % partitions);
    assertThat(Placement.partition(roundId, chunk, partitions)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "7, 8", "8, 8", "9, 8", "100, 8", "5, 3", "5, 1", "0, 3"})
  void shouldPutEveryChunkInOnePartition_whenListed(int chunkCount, int partitions) {
    int listed = 0;
    for (int p = 0; p < partitions; p++) {
      int partition = p;
      int[] expected =
          IntStream.range(0, chunkCount)
              .filter(c -> Placement.partition("round", c, partitions) == partition)
              .toArray();
      assertThat(Placement.chunks("round", p, chunkCount, partitions).toArray())
          .containsExactly(expected);
      assertThat(Placement.chunksIn("round", p, chunkCount, partitions)).isEqualTo(expected.length);
      listed += expected.length;
    }
    assertThat(listed).isEqualTo(chunkCount);
  }

  @Test
  void shouldSayWhatIsAllowed_whenAnArgumentIsOutOfRange() {
    assertThatThrownBy(() -> Placement.partition("r", -1, 8)).hasMessageContaining("was -1");
    assertThatThrownBy(() -> Placement.partition("r", 0, 0)).hasMessageContaining("was 0");
    assertThatThrownBy(() -> Placement.chunksIn("r", 8, 1, 8)).hasMessageContaining("from 0 to 7");
  }
}
