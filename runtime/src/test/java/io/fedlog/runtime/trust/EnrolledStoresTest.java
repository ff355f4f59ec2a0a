package io.fedlog.runtime.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.StoreEnrolment;
import java.nio.ByteBuffer;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolledStoresTest {
  private static final SigningKey KEY = SigningKey.generate();

  private final EnrolledStores stores = new EnrolledStores();

  @ParameterizedTest
  @ValueSource(strings = {"Ed448", "RSA"})
  void shouldLeaveTheStoreWithoutAKey_whenTheNewestIsNoneOfEd25519(String algorithm)
      throws Exception {
    stores.apply(record(KEY.publicKey()), 1);
    PublicKey other = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPublic();

    assertThatThrownBy(() -> stores.apply(record(other), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("public_key of store north: expected the SubjectPublicKeyInfo");
    assertThat(stores.of("north")).isNull();
    assertThat(stores.ownerOf(KEY.id())).isNull();
  }

  @Test
  void shouldKnowWhoseAKeyIs_untilItIsReplaced() {
    stores.apply(record(KEY.publicKey()), 1);
    assertThat(stores.ownerOf(KEY.id())).isEqualTo("north");

    SigningKey next = SigningKey.generate();
    stores.apply(record(next.publicKey()), 2);
    assertThat(stores.ownerOf(KEY.id())).isNull();
    assertThat(stores.ownerOf(next.id())).isEqualTo("north");

    stores.forget("north");
    assertThat(stores.of("north")).isNull();
    assertThat(stores.ownerOf(next.id())).isNull();
  }

  @Test
  void shouldNameTheKeyByItself_whateverTheRecordSays() {
    StoreEnrolment longer =
        StoreEnrolment.newBuilder(record(KEY.publicKey())).setSigningKeyId("0".repeat(64)).build();
    stores.apply(longer, 1);

    assertThat(stores.ownerOf(KEY.id())).isEqualTo("north");
    assertThat(stores.ownerOf("0".repeat(64))).isNull();
  }

  private static StoreEnrolment record(PublicKey key) {
    return StoreEnrolment.newBuilder()
        .setStoreId("north")
        .setPublicKey(ByteBuffer.wrap(key.getEncoded()))
        .setSigningKeyId(SigningKey.idOf(key))
        .setStatus(EnrolmentStatus.ENROLLED)
        .setChangedAt(Instant.EPOCH)
        .setChangedBy("test")
        .build();
  }
}
