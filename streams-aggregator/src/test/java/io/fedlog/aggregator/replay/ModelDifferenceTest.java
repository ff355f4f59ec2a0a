package io.fedlog.aggregator.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.schemas.Encoding;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.Tensor;
import io.fedlog.schemas.Weighting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelDifferenceTest {
  /** Two chunks of 16,384 numbers and 2; "b" lies across the border. */
  private static final int FIRST = 16_384;

  private static final List<Tensor> LAYOUT =
      List.of(new Tensor("a", List.of(2, 8_191)), new Tensor("b", List.of(4)));

  @Test
  void shouldAgreeWithFiguresByHand_whenATensorLiesAcrossChunks() {
    float[] first = new float[FIRST + 2];
    float[] second = new float[FIRST + 2];
    first[0] = 3;
    second[0] = 3;
    first[FIRST - 2] = 1; // b = 1 2 2 0
    first[FIRST - 1] = 2;
    first[FIRST] = 2;
    second[FIRST - 2] = 1; // b = 1 2 -2 4: 1 + 4 + 4 + 16 = 25
    second[FIRST - 1] = 2;
    second[FIRST] = -2;
    second[FIRST + 1] = 4;
    ModelDifference difference = ModelDifference.of(round(Encoding.FLOAT32));
    difference.add(1, part(first, FIRST, FIRST + 2), part(second, FIRST, FIRST + 2));
    difference.add(0, part(first, 0, FIRST), part(second, 0, FIRST));

    List<ModelDifference.Figures> tensors = difference.tensors();
    assertThat(tensors.get(0))
        .isEqualTo(new ModelDifference.Figures("a", 16_382, 0, 0, -1, 0, 3, 3, 1));
    ModelDifference.Figures b = tensors.get(1);
    assertThat(b.tensor()).isEqualTo("b");
    assertThat(b.changed()).isEqualTo(2);
    assertThat(b.largest()).isEqualTo(4);
    assertThat(b.largestAt()).isEqualTo(2);
    assertThat(b.l2()).isEqualTo(Math.sqrt(32));
    assertThat(b.firstL2()).isEqualTo(3);
    assertThat(b.secondL2()).isEqualTo(5);
    assertThat(b.relativeL2()).isCloseTo(Math.sqrt(32) / 3, within(1e-15));
    assertThat(b.cosine()).isCloseTo(1.0 / 15, within(1e-15)); // 1 + 4 - 4 over 3 * 5
    ModelDifference.Figures all = difference.all();
    assertThat(all.parameters()).isEqualTo(FIRST + 2);
    assertThat(all.changed()).isEqualTo(2);
    assertThat(all.largestAt()).isEqualTo(FIRST);
    assertThat(all.cosine()).isCloseTo(10 / Math.sqrt(18 * 34), within(1e-15));
  }

  @Test
  void shouldCountNoChange_whenOnlyTheSignOfAZeroDiffers() {
    ModelDifference difference = ModelDifference.of(round(Encoding.FLOAT32));
    difference.add(1, part(new float[] {0, 1}, 0, 2), part(new float[] {-0f, 1}, 0, 2));

    assertThat(difference.all().changed()).isZero();
    assertThat(difference.all().largestAt()).isEqualTo(-1);
  }

  @Test
  void shouldLoseNothing_whenManySmallNumbersFollowALargeOne() {
    float[] first = new float[FIRST];
    float[] second = new float[FIRST];
    second[0] = 1 << 26; // its square is 2^52
    for (int i = 1; i < FIRST; i++) {
      second[i] = 0.5f; // squares of a quarter, which 2^52 swallows one by one
    }
    ModelDifference difference = ModelDifference.of(round(Encoding.FLOAT32));
    difference.add(0, part(first, 0, FIRST), part(second, 0, FIRST));

    double exact = Math.sqrt(Math.pow(2, 52) + (FIRST - 1) * 0.25);
    assertThat(difference.all().l2()).isEqualTo(exact);
    assertThat(difference.all().cosine()).isNaN();
  }

  @Test
  void shouldRefuse_whenThereIsNothingToCompare() {
    assertThatThrownBy(() -> ModelDifference.of(round(Encoding.TEXT)))
        .hasMessageContaining("makes text");
    ModelDifference difference = ModelDifference.of(round(Encoding.FLOAT32));
    assertThatThrownBy(() -> difference.add(0, new byte[4], new byte[8]))
        .hasMessageContaining("4 bytes in one model and 8");
    difference.add(1, new byte[4], new byte[4]);
    assertThatThrownBy(() -> difference.add(1, new byte[4], new byte[4]))
        .hasMessageContaining("came twice");
  }

  private static byte[] part(float[] values, int from, int to) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * (to - from)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      bytes.putFloat(values[i]);
    }
    return bytes.array();
  }

  private static RoundDefinition round(Encoding encoding) {
    return RoundDefinition.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setMethod("fedavg")
        .setWeighting(Weighting.EQUAL)
        .setEncoding(encoding)
        .setLayout(LAYOUT)
        .setParameterCount(FIRST + 2L)
        .setUpdateBytes(4L * (FIRST + 2))
        .setChunkBytes(4 * FIRST)
        .setChunkCount(2)
        .setGrid(new Grid(24, 1024.0, 0, 1L, 200, 1))
        .setUpdatesTopic("fl.updates.r")
        .setTargetCount(1)
        .setTargetPages(1)
        .setMinStores(1)
        .setThreshold("1.0")
        .setJoinWindowMs(1000)
        .setDeadlineMs(1000)
        .setCreatedAt(Instant.EPOCH)
        .setCreatedBy("test")
        .build();
  }
}
