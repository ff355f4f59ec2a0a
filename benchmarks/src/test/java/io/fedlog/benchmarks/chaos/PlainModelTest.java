package io.fedlog.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.benchmarks.chaos.PlainModel.Update;
import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected values are worked out by hand: the recomputation judges everything else. */
class PlainModelTest {
  @Test
  void shouldWeighFloats_whenWeighted() {
    RoundDefinition round = round("weighted", Encoding.FLOAT32, 2, new Grid(20, 64.0, 0, 8L, 4, 1));

    byte[] model =
        new PlainModel(round)
            .of(List.of(new Update(floats(1, -2), 1), new Update(floats(2, 0.5f), 3)));

    // (1 + 3 * 2) / 4 and (-2 + 3 * 0.5) / 4
    assertThat(model).isEqualTo(floats(1.75f, -0.125f));
  }

  @Test
  void shouldRoundToTheGrid_whenItIsCoarse() {
    RoundDefinition round = round("fedavg", Encoding.FLOAT32, 2, new Grid(1, 64.0, 0, 1L, 4, 1));

    byte[] model =
        new PlainModel(round)
            .of(List.of(new Update(floats(0.25f, 0.75f), 1), new Update(floats(0.3f, 0f), 1)));

    // in halves, ties to even: 0.25 is 0, 0.3 is 1; 0.75 is 2, 0 is 0
    assertThat(model).isEqualTo(floats(0.25f, 0.5f));
  }

  @Test
  void shouldKeepWhatIsLeft_whenThereAreTwoLanes() {
    RoundDefinition round = round("fedavg", Encoding.FLOAT64, 2, new Grid(1, 64.0, 0, 1L, 4, 2));

    byte[] model =
        new PlainModel(round)
            .of(List.of(new Update(doubles(1.25, 2), 1), new Update(doubles(3.5, 4.125), 1)));

    assertThat(model).isEqualTo(doubles(2.375, 3.0625));
  }

  @Test
  void shouldNotDivide_whenSum() {
    RoundDefinition round = round("sum", Encoding.FLOAT64, 1, new Grid(10, 1024.0, 0, 1L, 4, 2));

    byte[] model =
        new PlainModel(round).of(List.of(new Update(doubles(0.1), 1), new Update(doubles(7), 1)));

    // 0.1 is 102.4 units; its lane 2 holds 0.4 * 2^32 = 1717986918.4, rounded down
    double tenth = (102 + 1717986918 / 4294967296.0) / 1024;
    assertThat(model).isEqualTo(doubles(7 + tenth));
  }

  @Test
  void shouldUniteLines_whenText() {
    RoundDefinition round = round("union", Encoding.TEXT, 0, new Grid(0, 1.0, 0, 1L, 4, 1));

    byte[] model =
        new PlainModel(round)
            .of(List.of(new Update(text("a\nc\n"), 1), new Update(text("B\nc\n"), 1)));

    assertThat(new String(model, StandardCharsets.UTF_8)).isEqualTo("B\na\nc\n");
  }

  @Test
  void shouldHashAsPublished_whenEmptyOrOneLeaf() {
    // SHA-256 of nothing, and of a zero byte followed by "abc" (worked out with another tool)
    assertThat(PlainTree.sha256(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(PlainTree.sha256("abc".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1");
  }

  private static RoundDefinition round(String method, Encoding encoding, int count, Grid grid) {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("t")
        .setMethod(method)
        .setEncoding(encoding)
        .setParameterCount(count)
        .setUpdateBytes(1)
        .setChunkBytes(65_536)
        .setChunkCount(1)
        .setGrid(grid)
        .setUpdatesTopic("fl.updates.r")
        .setMinStores(1)
        .setThreshold("0")
        .setJoinWindowMs(0)
        .setDeadlineMs(1)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static byte[] doubles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }

  private static byte[] text(String lines) {
    return lines.getBytes(StandardCharsets.UTF_8);
  }
}
