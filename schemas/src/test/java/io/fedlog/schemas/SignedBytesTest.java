package io.fedlog.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.Schema.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
  void shouldBeKindZeroAndFields_whenATreeHead() {
    TreeHead head =
        new TreeHead(
            "ab",
            3L,
            2L,
            ByteBuffer.wrap(ascii("root")),
            7L,
            Instant.ofEpochMilli(5),
            ByteBuffer.wrap(ascii("key")),
            "id",
            ByteBuffer.allocate(64));

    assertThat(SignedBytes.of(head))
        .isEqualTo(ascii("fedlog tree head 1\0\4ab\6\4\10root\16\n\2\6key"));
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

  /** Bytes that stores of version 1 sign: they never change, or those stores are refused. */
  @Test
  void shouldBeTheBytesOfVersion1_whenASeal() {
    UpdateSeal seal =
        UpdateSeal.newBuilder(seal(Map.of("b", 2.0, "a", 1.0)))
            .setCodeVersion("1")
            .setVouchedFor("v")
            .build();

    assertThat(SignedBytes.of(seal))
        .isEqualTo(
            ascii(
                "fedlog seal 1\0\2r\2m\nnorth\n\2\2\u00c0\u003e\0\u000e\u0040"
                    + "\0".repeat(32)
                    + "\u000e\4\2a\0\0\0\0\0\0\u00f0\u003f\2b\0\0\0\0\0\0\0\u0040\0"
                    + "\0\2\0021\2\2v\0"));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(UpdateSeal.getClassSchema(), SignedBytes.MASKED_SEAL_FIELDS),
        Arguments.of(Join.getClassSchema(), SignedBytes.JOIN_FIELDS),
        Arguments.of(Heartbeat.getClassSchema(), SignedBytes.HEARTBEAT_FIELDS),
        Arguments.of(TreeHead.getClassSchema(), SignedBytes.TREE_HEAD_FIELDS));
  }

  /** A plain seal has no mask, and a signature over it is one of version 1. */
  @Test
  void shouldSignTheMaskToo_whenASealHasOne() {
    UpdateSeal plain = seal(Map.of());
    MaskSeal mask =
        new MaskSeal(
            ByteBuffer.wrap(ascii("gg")),
            ByteBuffer.wrap(ascii("uu")),
            -3L,
            ByteBuffer.wrap(ascii("ss")));
    UpdateSeal masked = UpdateSeal.newBuilder(plain).setMask(mask).build();

    assertThat(SignedBytes.of(masked))
        .startsWith(ascii("fedlog masked seal 1\0\2r\2m\nnorth\n\2\2\u00c0\u003e\0\u000e\u0040"))
        .endsWith(ascii("\0\0\0\0" + "\2\4gg\4uu\5\4ss" + "\0"));
    assertThat(SignedBytes.SEAL_FIELDS)
        .containsExactlyElementsOf(
            SignedBytes.MASKED_SEAL_FIELDS.stream()
                .filter(field -> !field.equals("mask"))
                .toList());
    assertThat(MaskSeal.getClassSchema().getFields())
        .extracting(Field::name)
        .containsExactlyElementsOf(SignedBytes.MASK_FIELDS);
  }

  @Test
  void shouldBeKindZeroAndFields_whenASecureMessage() {
    SecureMessage keys =
        message(
            new AdvertisedKeys(
                ByteBuffer.wrap(ascii("ee")),
                ByteBuffer.wrap(ascii("mm")),
                ByteBuffer.wrap(ascii("ss"))));
    SecureMessage shares =
        message(
            new RevealedShares(
                ByteBuffer.wrap(ascii("dd")),
                List.of(new RevealedShare(7, ShareKind.MASK_KEY, ByteBuffer.wrap(ascii("ss"))))));

    assertThat(SignedBytes.of(keys))
        .isEqualTo(ascii("fedlog secure 1\0\2r\2m\nnorth\0\4ee\4mm\4ss\6"));
    assertThat(SignedBytes.of(shares))
        .isEqualTo(ascii("fedlog secure 1\0\2r\2m\nnorth\6\4dd\2\u000e\2\4ss\0\6"));
  }

  static Stream<Arguments> secureKinds() {
    return SignedBytes.SECURE_FIELDS.stream()
        .map(kind -> Arguments.of(kind.schema(), kind.names()));
  }

  @ParameterizedTest
  @MethodSource("secureKinds")
  void shouldSignEveryFieldOfASecureMessage(Schema schema, List<String> signed) {
    List<String> fields = new ArrayList<>(schema.getFields().stream().map(Field::name).toList());
    if (schema.equals(SecureMessage.getClassSchema())) {
      fields.removeAll(List.of("signature", "signing_key_id"));
    }

    assertThat(fields).containsExactlyElementsOf(signed);
  }

  private static SecureMessage message(Object body) {
    return SecureMessage.newBuilder()
        .setRoundId("r")
        .setModelType("m")
        .setStoreId("north")
        .setBody(body)
        .setSentAt(Instant.ofEpochMilli(3))
        .build();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void shouldSignEveryField_butThoseOfTheSignature(Schema schema, List<String> signed) {
    List<String> fields = new ArrayList<>(schema.getFields().stream().map(Field::name).toList());
    fields.removeAll(List.of("signature", "signing_key_id"));

    assertThat(fields)
        .as(
            "%s has other fields than are signed. Never change the list of a version: stores that"
                + " are not yet upgraded sign the old one. Add the next version as SignedBytes says,"
                + " or name the field here as one that may go unsigned, and say why.",
            schema.getName())
        .containsExactlyElementsOf(signed);
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
