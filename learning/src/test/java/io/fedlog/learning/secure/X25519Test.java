package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of RFC 7748, sections 5.2 and 6.1, and the points of small order. */
class X25519Test {
  private static final byte[] ALICE =
      hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  private static final byte[] BOB =
      hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");

  @Test
  void shouldGiveTheRfcsAgreement() {
    byte[] agreed =
        new X25519(hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"))
            .agree(hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"));

    assertThat(agreed)
        .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
  }

  @Test
  void shouldGiveTheRfcsKeysAndTheirSecret_fromBothSides() {
    byte[] alicesPublic = X25519.publicKey(ALICE);
    byte[] bobsPublic = X25519.publicKey(BOB);
    byte[] secret = hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");

    assertThat(alicesPublic)
        .isEqualTo(hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
    assertThat(bobsPublic)
        .isEqualTo(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
    assertThat(new X25519(ALICE).agree(bobsPublic)).isEqualTo(secret);
    assertThat(new X25519(BOB).agree(alicesPublic)).isEqualTo(secret);
    assertThat(X25519.belongTogether(ALICE, alicesPublic)).isTrue();
    assertThat(X25519.belongTogether(ALICE, bobsPublic)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
      })
  void shouldRefuse_everyCanonicalPointOfSmallOrder(String point) {
    assertThatThrownBy(() -> X25519.requireSound(hex(point), "its key"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("its key is a point of small order");
    assertThatThrownBy(() -> new X25519(ALICE).agree(hex(point)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("small order");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4eea"
      })
  void shouldRefuse_formsThatAreNotCanonical(String point) {
    assertThatThrownBy(() -> X25519.requireSound(hex(point), "its key"))
        .hasMessageContaining("2^255 - 19");
  }

  @Test
  void shouldTakeAnOrdinaryKey_andNoneOfAnotherLength() {
    assertThatCode(() -> X25519.requireSound(X25519.publicKey(BOB), "its key"))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> X25519.requireSound(new byte[31], "its key"))
        .hasMessageContaining("31 bytes, expected 32");
  }

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
