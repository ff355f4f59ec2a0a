package io.fedlog.learning.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fedlog.learning.client.LocalSteps;
import io.fedlog.learning.encoding.EncodedChunks;
import io.fedlog.learning.encoding.UpdateEncoder;
import io.fedlog.learning.encoding.UpdateEncoding;
import io.fedlog.learning.encoding.UpdateEncoding.Kind;
import io.fedlog.learning.exact.Grid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Updates that a store normalised and encoded, and the model that FedNova makes of them. */
class FedNovaEncodingsTest {
  private static final Grid GRID = Grid.finest(1024, 0, 1, 10, 2);
  private static final int STEPS = 500;
  private static final double[] BASE = {0.3f, -0.7f, 0.1f, 0};

  @ParameterizedTest
  @CsvSource({"INT8, 0", "TOP_K, 0.5"})
  void shouldStayWhereItIs_whenNothingWasLearned(Kind kind, double share) {
    assertThat(model(new UpdateEncoding(kind, share), BASE)).containsExactly(BASE);
  }

  /** A step of INT8 is at most 1/63 of the largest difference, whatever that is multiplied by. */
  @Test
  void shouldBeAsNearAsTheChangeItselfInBytes_whenInt8() {
    double[] trained = {0.35, -0.72, 0.1, 0.001};

    double[] model = model(UpdateEncoding.of(Kind.INT8), trained);

    // And a normalised single is within 2^-25 of its like under 1, 500 times that of the model.
    double tolerance = 0.05 / 63 + STEPS * 0x1p-25;
    for (int i = 0; i < model.length; i++) {
      assertThat(model[i]).isCloseTo(trained[i], within(tolerance));
    }
  }

  @Test
  void shouldGoWhereTheLargestChangesGo_whenTopK() {
    double[] trained = {0.35, -0.75, 0.101, 0.001};

    double[] model = model(new UpdateEncoding(Kind.TOP_K, 0.5), trained);

    assertThat(model[0]).isCloseTo(0.35, within(STEPS * 0x1p-25));
    assertThat(model[1]).isCloseTo(-0.75, within(STEPS * 0x1p-25));
    assertThat(model[2]).isEqualTo(BASE[2]);
    assertThat(model[3]).isZero();
  }

  private static double[] model(UpdateEncoding encoding, double[] trained) {
    int bytes = 4 * BASE.length;
    EncodedChunks chunks = new EncodedChunks(encoding, 4, bytes, 1 << 16);
    byte[] sent =
        new UpdateEncoder(chunks, GRID, new Random(1))
            .encode(singles(LocalSteps.normalised(BASE, trained, STEPS)), BASE, new double[0])
            .payload();
    ServerAggregate aggregate =
        new FedNova()
            .newAggregate(
                new ChunkTerms(
                    Encoding.FLOAT32, GRID, 0, bytes, Map.of(), UpdateValues.DIFFERENCES));
    aggregate.add(chunks.decode(0, ByteBuffer.wrap(sent)), 1);
    FinaliseTerms end = new FinaliseTerms(1, 1, ByteBuffer.wrap(singles(BASE)), null, STEPS);
    ByteBuffer model = ByteBuffer.wrap(aggregate.step(end).model()).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[BASE.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = model.getFloat();
    }
    return values;
  }

  private static byte[] singles(double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }
}
