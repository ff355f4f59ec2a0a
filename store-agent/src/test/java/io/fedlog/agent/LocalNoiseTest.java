package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fedlog.learning.noise.NoiseKey;
import io.fedlog.learning.noise.NoiseStream;
import io.fedlog.runtime.upload.RoundPrivacy;
import io.fedlog.schemas.Grid;
import io.fedlog.schemas.ModelReference;
import io.fedlog.schemas.Noise;
import io.fedlog.schemas.PrivacyMode;
import io.fedlog.schemas.PrivacyRules;
import io.fedlog.schemas.RoundDefinition;
import io.fedlog.schemas.UpdateEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LocalNoiseTest {
  private static final byte[] SECRET =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f".repeat(2));
  private static final byte[] UPDATE = {12, -16, 0, 0};
  private static final PrivacyRules RULES =
      new PrivacyRules(PrivacyMode.LOCAL, Noise.GAUSSIAN, 20L, 100L, 1e-5);

  private final LocalNoise noise = new LocalNoise(() -> new NoiseKey(SECRET));

  /** HMAC-SHA256 and AES-256 in counter mode, over the parts as decision 024 lists them. */
  @Test
  void shouldBeBoundToTheRoundItsRulesAndTheUpdate() throws Exception {
    ByteBuffer message = ByteBuffer.allocate(1024);
    for (Object part :
        List.of(
            "fedlog local update 2",
            Rounds.TYPE,
            "r",
            1772359200000L,
            7L,
            4L,
            "LOCAL",
            "GAUSSIAN",
            20L,
            100L)) {
      byte[] bytes =
          part instanceof Long number
              ? ByteBuffer.allocate(8).putLong(0, number).array()
              : part.toString().getBytes(StandardCharsets.UTF_8);
      message.putInt(bytes.length).put(bytes);
    }
    message.putInt(UPDATE.length).put(UPDATE);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    mac.update(message.flip());
    mac.init(new SecretKeySpec(mac.doFinal(), "HmacSHA256"));
    mac.update(new byte[4]); // the words of no noise: an empty name after its length
    Cipher aes = Cipher.getInstance("AES/CTR/NoPadding");
    aes.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(mac.doFinal(), "AES"),
        new IvParameterSpec(new byte[16]));
    long first = Long.reverseBytes(ByteBuffer.wrap(aes.doFinal(new byte[8])).getLong());

    assertThat(word(round().build(), UPDATE)).isEqualTo(first);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("others")
  void shouldBeOtherNoise_whenAnythingIsAnother(String what, RoundDefinition other) {
    assertThat(word(other, UPDATE)).isNotEqualTo(word(round().build(), UPDATE));
  }

  /** Of two scales of one stream, x = (r y1 - y2) / (r - 1) would be the update itself. */
  @Test
  void shouldNotBeAMultiple_whenTheScaleIsAnother() {
    RoundDefinition wide = round().setPrivacy(rules(Noise.GAUSSIAN, 20, 200)).build();
    NoiseStream one = stream(round().build(), UPDATE);
    NoiseStream two = stream(wide, UPDATE);

    assertThat(Stream.generate(one::nextLong).limit(16).toList())
        .doesNotContainAnyElementsOf(Stream.generate(two::nextLong).limit(16).toList());
  }

  @Test
  void shouldBeOtherNoise_whenTheUpdateIsAnother() {
    assertThat(word(round().build(), new byte[] {12, -16, 0, 1}))
        .isNotEqualTo(word(round().build(), UPDATE));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("scale", round().setPrivacy(rules(Noise.GAUSSIAN, 20, 200)).build()),
        Arguments.of("clip", round().setPrivacy(rules(Noise.GAUSSIAN, 40, 100)).build()),
        Arguments.of("mechanism", round().setPrivacy(rules(Noise.LAPLACE, 20, 100)).build()),
        Arguments.of("model type", round().setModelType("other").build()),
        Arguments.of("round", round().setRoundId("s").build()),
        Arguments.of("time", round().setCreatedAt(Instant.EPOCH).build()),
        Arguments.of("base", round().setBase(new ModelReference(Rounds.TYPE, 8L, "00")).build()),
        Arguments.of("unit", round().setGrid(new Grid(5, 64.0, 0, 1L, 10, 1)).build()));
  }

  private static PrivacyRules rules(Noise mechanism, long clip, long scale) {
    return new PrivacyRules(PrivacyMode.LOCAL, mechanism, clip, scale, 1e-5);
  }

  private static RoundDefinition.Builder round() {
    return Rounds.builder("r", 4)
        .setUpdateEncoding(UpdateEncoding.GRID)
        .setGrid(new Grid(4, 64.0, 0, 1L, 10, 1))
        .setBase(new ModelReference(Rounds.TYPE, 7L, "00"))
        .setPrivacyMode("local")
        .setPrivacy(RULES);
  }

  private long word(RoundDefinition round, byte[] clipped) {
    return stream(round, clipped).nextLong();
  }

  private NoiseStream stream(RoundDefinition round, byte[] clipped) {
    return noise.of(round, RoundPrivacy.of(round).orElseThrow(), clipped);
  }
}
