package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected bytes are written by hand after Avro's specification: lengths and longs are zigzag. */
class SignedBytesTest {

  @Test
  void shouldBeKindZeroAndFields_whenAJoin() {
    Join join = new Join("north", "r1", "m", Instant.ofEpochMilli(3), null, null);

    assertThat(SignedBytes.of(join)).isEqualTo(ascii("fedlog join 1\0\nnorth\4r1\2m\6"));
  }

  @Test
  void shouldBeKindZeroAndFields_whenAHeartbeat() {
    Heartbeat heartbeat =
        new Heartbeat("n", Instant.ofEpochMilli(5), "1", List.of("m"), null, null);

    assertThat(SignedBytes.of(heartbeat)).isEqualTo(ascii("fedlog heartbeat 1\0\2n\n\0021\2\2m\0"));
  }

  @Test
  void shouldNotDependOnTheSignature() {
    Join join = new Join("north", "r1", "m", Instant.ofEpochMilli(3), null, null);
    Join signed =
        Join.newBuilder(join).setSignature(ByteBuffer.allocate(64)).setSigningKeyId("k").build();

    assertThat(SignedBytes.of(signed)).isEqualTo(SignedBytes.of(join));
  }

  @Test
  void shouldBeTheSame_whateverTheOrderOfASealsMetrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("b", 2.0);
    metrics.put("a", 1.0);
    Map<String, Double> turned = new LinkedHashMap<>();
    turned.put("a", 1.0);
    turned.put("b", 2.0);

    byte[] bytes = SignedBytes.of(seal(metrics));

    assertThat(bytes).isEqualTo(SignedBytes.of(seal(turned))).startsWith(ascii("fedlog seal 1\0"));
  }

  private static UpdateSeal seal(Map<String, Double> metrics) {
    return UpdateSeal.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setStoreId("north")
        .setAttemptId(5)
        .setAttemptNumber(1)
        .setChunkCount(1)
        .setUpdateBytes(4000)
        .setBaseVersion(0)
        .setWeight(7)
        .setRootDigest(ByteBuffer.allocate(32))
        .setTrainingSamples(7)
        .setMetrics(metrics)
        .setSealedAt(Instant.EPOCH)
        .build();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
