package io.fedlog.runtime.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EnrolmentProofTest {

  /** The key pair of RFC 8032, section 7.1, test 1. */
  private static final String SECRET =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

  private static final String SUBJECT_PUBLIC_KEY_INFO =
      "302a300506032b6570032100"
          + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  private final SigningKey key = SigningKey.generate();

  @Test
  void shouldBeTheBytesThatTheDocumentationSays() throws Exception {
    // printf 'code' | sha256sum
    String codeSha256 = "5694d08a2e53ffcae0c3103e5ad6f6076abd960eb1f8a56577040bc1028f702b";
    byte[] expected =
        HexFormat.of()
            .parseHex(
                "6665646c6f6720656e726f6c6d656e742031" // fedlog enrolment 1
                    + "00"
                    + codeSha256
                    + "00000003"
                    + "c3a962" // éb
                    + SUBJECT_PUBLIC_KEY_INFO);

    assertThat(EnrolmentProof.bytes("code", "\u00e9b", publicKey())).isEqualTo(expected);
  }

  @Test
  void shouldHold_forTheKeyThatSigned() throws Exception {
    PrivateKey secret =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new EdECPrivateKeySpec(
                    NamedParameterSpec.ED25519, HexFormat.of().parseHex(SECRET)));
    byte[] signed = EnrolmentProof.sign(publicKey(), secret, "code", "north");

    assertThat(EnrolmentProof.holds(publicKey(), "code", "north", signed)).isTrue();
  }

  @Test
  void shouldNotHold_whenAnythingIsAnother() {
    byte[] signed = EnrolmentProof.sign(key, "code", "north");
    PublicKey publicKey = key.publicKey();
    byte[] changed = signed.clone();
    changed[10] ^= 1;

    assertThat(EnrolmentProof.holds(publicKey, "code", "north", signed)).isTrue();
    assertThat(EnrolmentProof.holds(publicKey, "cod", "north", signed)).isFalse();
    assertThat(EnrolmentProof.holds(publicKey, "code", "south", signed)).isFalse();
    assertThat(EnrolmentProof.holds(publicKey, "code", "north", changed)).isFalse();
    assertThat(EnrolmentProof.holds(publicKey, "code", "north", new byte[0])).isFalse();
    assertThat(EnrolmentProof.holds(SigningKey.generate().publicKey(), "code", "north", signed))
        .isFalse();
  }

  private static PublicKey publicKey() throws Exception {
    return SigningKey.publicKey(ByteBuffer.wrap(HexFormat.of().parseHex(SUBJECT_PUBLIC_KEY_INFO)));
  }
}
