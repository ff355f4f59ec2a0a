package io.fedlog.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.agent.state.StateDirectory;
import io.fedlog.runtime.trust.SigningKeyFile;
import io.fedlog.schemas.Join;
import io.fedlog.schemas.SignedBytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreKeysTest {
  @TempDir Path folder;

  @Test
  void shouldSignWithEachStoresOwnKey_alsoAfterARestart() throws Exception {
    StoreKeys keys = StoreKeys.open(folder, List.of("north", "south/1"));
    Join north = keys.sign(join("north"));
    Join south = keys.sign(join("south/1"));

    assertSigned(north, "north");
    assertSigned(south, "south/1");
    assertThat(north.getSigningKeyId()).isNotEqualTo(south.getSigningKeyId());
    assertThat(StoreKeys.open(folder, List.of("north")).sign(join("north"))).isEqualTo(north);
  }

  @Test
  void shouldRefuse_whenTheStoreIsNotHosted() {
    StoreKeys keys = StoreKeys.open(folder, List.of("north"));

    assertThatThrownBy(() -> keys.sign(join("south")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("store is south; expected one that this process hosts: [north]");
  }

  private void assertSigned(Join join, String storeId) throws Exception {
    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(
        SigningKeyFile.open(StateDirectory.signingKeyFile(folder, storeId)).publicKey());
    check.update(SignedBytes.of(join));
    ByteBuffer signature = join.getSignature();
    byte[] bytes = new byte[signature.remaining()];
    signature.duplicate().get(bytes);
    assertThat(check.verify(bytes)).isTrue();
  }

  private static Join join(String storeId) {
    return new Join(storeId, "r", "m", Instant.EPOCH, null, null);
  }
}
