package io.fedlog.learning.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.learning.secure.GroupTerms.Adversary;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept and recorded is read back as it was, or refused; and nothing secret is printed. */
class SavedBytesTest {
  private static final SecureTerms TERMS =
      new SecureTerms("round-1", 3, 10, 4, GroupTerms.complete(Adversary.MALICIOUS, 0.2, 0.2));

  private RoundOnLog log;

  @BeforeEach
  void play() {
    log = new RoundOnLog(TERMS, 5, new Random(3));
    log.play();
  }

  @Test
  void shouldReadBackASession() {
    byte[] saved = log.stores.get("store-1").save();

    assertThat(StoreMemory.fromBytes(saved).toBytes()).isEqualTo(saved);
    // A version, the name and its length, the root, a count, and five facts of 33 bytes.
    assertThat(saved).hasSize(1 + 2 + 7 + 32 + 1 + 5 * 33);
  }

  @Test
  void shouldRefuseASession_thatIsCutLongerOrOfAnotherRound() {
    byte[] saved = log.stores.get("store-1").save();
    for (int length = 0; length < saved.length; length++) {
      byte[] cut = Arrays.copyOf(saved, length);
      assertThatThrownBy(() -> StoreMemory.fromBytes(cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> StoreMemory.fromBytes(Arrays.copyOf(saved, saved.length + 1)))
        .hasMessageContaining("bytes behind its end");
    SecureTerms other = new SecureTerms("round-2", 3, 10, 4, TERMS.group());
    assertThatThrownBy(
            () ->
                StoreSession.restore(
                    saved, other, TestSignatures.signer("store-1"), TestSignatures.verifier()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("another TERMS");
  }

  @Test
  void shouldReadBackAnUnmasking_andRefuseOneThatIsCutOrForeign() {
    byte[] recorded = log.server.unmask().toBytes();

    assertThat(recorded).hasSize(32 + 1 + 1 + 5 * 32);
    assertThat(Unmasking.fromBytes(log.group, recorded).toBytes()).isEqualTo(recorded);
    for (int length = 0; length < recorded.length; length++) {
      byte[] cut = Arrays.copyOf(recorded, length);
      assertThatThrownBy(() -> Unmasking.fromBytes(log.group, cut))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] foreign = recorded.clone();
    foreign[0] ^= 1;
    assertThatThrownBy(() -> Unmasking.fromBytes(log.group, foreign))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("another group");
  }

  @Test
  void shouldReadBackASetOfStores() {
    StoreSet some = StoreSet.of(11, IntStream.of(0, 3, 10));

    assertThat(some.toBytes()).containsExactly(0b0000_1001, 0b0000_0100);
    assertThat(StoreSet.fromBytes(11, some.toBytes())).isEqualTo(some);
    assertThatThrownBy(() -> StoreSet.fromBytes(10, some.toBytes()))
        .hasMessageContaining("no bit beyond");
    assertThatThrownBy(() -> StoreSet.fromBytes(17, some.toBytes()))
        .hasMessageContaining("expected 3 bytes");
    assertThatThrownBy(() -> StoreSet.of(3, IntStream.of(3))).hasMessageContaining("ordinal 3");
  }

  @Test
  void shouldPrintNothingSecret() {
    StoreSession session = log.stores.get("store-1");
    byte[] root = StoreMemory.fromBytes(session.save()).root();
    StoreKeys keys = new StoreKeys(root, "store-1", TERMS);
    byte[] seed = keys.seed(log.group);
    String printed =
        String.join(
            " ",
            session.toString(),
            keys.toString(),
            StoreMemory.fromBytes(session.save()).toString(),
            new Mask(seed, true).toString(),
            log.masking("store-1").toString(),
            log.digest("store-1").toString(),
            MaskSum.of(log.group, log.server.unmask()).toString());

    for (byte[] secret : new byte[][] {root, seed, keys.maskKey(), keys.shareKey()}) {
      assertThat(printed)
          .doesNotContain(HexFormat.of().formatHex(secret), Arrays.toString(secret))
          .doesNotContain("[B@");
    }
  }

  /** Two fields never read as one, and labels keep uses apart. */
  @Test
  void shouldHaveOtherDigests_forOtherFields() {
    assertThat(new Transcript("a").text("bc").text("d").sha256())
        .isNotEqualTo(new Transcript("a").text("b").text("cd").sha256())
        .isNotEqualTo(new Transcript("b").text("bc").text("d").sha256());
    assertThat(TERMS.digest())
        .isNotEqualTo(new SecureTerms("round-1", 3, 10, 5, TERMS.group()).digest())
        .isNotEqualTo(new SecureTerms("round-1", 4, 10, 4, TERMS.group()).digest());
  }
}
