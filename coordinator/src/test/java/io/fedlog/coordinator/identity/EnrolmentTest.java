package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.runtime.trust.EnrolmentProof;
import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.EnrolmentCode;
import io.fedlog.schemas.EnrolmentStatus;
import io.fedlog.schemas.StoreEnrolment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTest {

  private static final Caller ADMIN = Caller.commandLine();
  private static final Duration DAY = Duration.ofDays(1);
  private static final byte[] KEY = HandMade.ed25519().getPublic().getEncoded();
  private static final byte[] OTHER_KEY = HandMade.ed25519().getPublic().getEncoded();

  private final SetClock clock = new SetClock();
  private final MemoryAccess log = new MemoryAccess(clock);
  private final Enrolment enrolment = new Enrolment(log.view(), log, clock, new SecureRandom());

  @Test
  void shouldEnrolTheKeyThatTheStoreSends() {
    byte[] key = Base64.getDecoder().decode(HandMade.RFC_8032_PUBLIC);
    StoreEnrolment enrolled = enrolment.enrol(code("north"), "north", key);

    assertThat(log.view().store("north")).contains(enrolled);
    assertThat(enrolled.getPublicKey()).isEqualTo(ByteBuffer.wrap(key));
    assertThat(enrolled.getStatus()).isEqualTo(EnrolmentStatus.ENROLLED);
    assertThat(enrolled.getChangedBy()).isEqualTo("north");
    // The name that stores sign under: printf ... | base64 -d | sha256sum | cut -c 1-32
    assertThat(enrolled.getSigningKeyId()).isEqualTo("06e3fd8fda29bb60ab59557de61edb0a");
  }

  @Test
  void shouldRefuse_whenTheKeyDidNotSign() {
    KeyPair own = HandMade.ed25519();
    KeyPair stolen = HandMade.ed25519();
    byte[] key = stolen.getPublic().getEncoded();
    String code = code("north");

    for (byte[] proof :
        List.of(
            EnrolmentProof.sign(own.getPublic(), own.getPrivate(), code, "north"),
            EnrolmentProof.sign(stolen.getPublic(), own.getPrivate(), code, "north"),
            EnrolmentProof.sign(stolen.getPublic(), stolen.getPrivate(), code, "south"),
            EnrolmentProof.sign(stolen.getPublic(), stolen.getPrivate(), code("north"), "north"),
            new byte[64])) {
      assertThatThrownBy(() -> enrolment.enrol(code, "north", key, proof))
          .isInstanceOf(EnrolmentRefusedException.class)
          .hasMessageContaining("signature")
          .message()
          .doesNotContain(code);
    }
    assertThat(log.view().store("north")).isEmpty();

    byte[] proof = EnrolmentProof.sign(stolen.getPublic(), stolen.getPrivate(), code, "north");
    assertThat(enrolment.enrol(code + "\n", "north", key, proof).getStoreId()).isEqualTo("north");
  }

  @Test
  void shouldKeepTheHashOfTheCodeOnly() throws Exception {
    NewEnrolmentCode code = enrolment.newCode(ADMIN, "north", DAY);

    assertThat(code.code()).matches("[0-9a-v]{32}");
    assertThat(code.expiresAt()).isEqualTo(SetClock.NOON.plus(DAY));
    assertThat(code.toString()).doesNotContain(code.code());
    assertThat(log.written()).hasSize(1);
    EnrolmentCode written = (EnrolmentCode) ((AccessRecord) log.written().get(0)).getBody();
    assertThat(written.toString()).doesNotContain(code.code());
    assertThat(written.getCodeSha256())
        .isEqualTo(
            ByteBuffer.wrap(
                MessageDigest.getInstance("SHA-256")
                    .digest(code.code().getBytes(StandardCharsets.US_ASCII))));
  }

  @Test
  void shouldNeverGiveACodeTwice() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(codes.add(code("north"))).isTrue();
    }
  }

  @Test
  void shouldCountOnce_butAnswerTheSameWhenAskedAgain() {
    String code = code("north");
    StoreEnrolment first = enrolment.enrol(code, "north", KEY);
    clock.advance(DAY.plusDays(1));

    assertThat(enrolment.enrol(code + "\n", "north", KEY)).isEqualTo(first);
    assertRefused(code, "north", OTHER_KEY, "ended at");
    assertThat(log.view().stores()).containsExactly(first);
  }

  @Test
  void shouldRefuse_whenUsedWithAnotherKey() {
    String code = code("north");
    StoreEnrolment first = enrolment.enrol(code, "north", KEY);

    assertRefused(code, "north", OTHER_KEY, "it has been used, with another key");
    assertThat(log.view().store("north")).contains(first);
  }

  @Test
  void shouldGoByWhomTheLogHadFirst_whenTwoCoordinatorsGetOneCode() {
    String code = code("north");
    EnrolmentCode open = (EnrolmentCode) ((AccessRecord) log.written().get(0)).getBody();
    AccessLog slow =
        new AccessLog() {
          @Override
          public void write(AccessRecord mine) {
            // Between this one's look at the code and its write, another coordinator wrote.
            log.write(
                new AccessRecord(EnrolmentCode.newBuilder(open).setUsedByKeyId("theirs").build()));
            log.write(mine);
          }

          @Override
          public void write(StoreEnrolment enrolled) {
            log.write(enrolled);
          }
        };

    assertThatThrownBy(
            () ->
                new Enrolment(log.view(), slow, clock, new SecureRandom())
                    .enrol(code, "north", KEY))
        .isInstanceOf(EnrolmentRefusedException.class)
        .hasMessageContaining("used, with another key");
    assertThat(log.view().stores()).isEmpty();
  }

  @Test
  void shouldRefuse_whenTheStoreIsRevokedWhileItEnrols() {
    String before = code("north");
    clock.advance(Duration.ofSeconds(1));
    assertThat(enrolment.enrol(before, "north", KEY)).isNotNull();
    clock.advance(Duration.ofSeconds(1));
    String stolen = code("north");
    clock.advance(Duration.ofSeconds(1));
    AccessLog slow =
        new AccessLog() {
          @Override
          public void write(AccessRecord claim) {
            enrolment.revoke(ADMIN, "north");
            log.write(claim);
          }

          @Override
          public void write(StoreEnrolment enrolled) {
            log.write(enrolled);
          }
        };

    assertThatThrownBy(
            () ->
                new Enrolment(log.view(), slow, clock, new SecureRandom())
                    .enrol(stolen, "north", OTHER_KEY))
        .isInstanceOf(EnrolmentRefusedException.class)
        .hasMessageContaining("last enrolled or revoked");
    assertThat(log.view().storeRevoked("north")).isTrue();
  }

  @Test
  void shouldFinish_whenACoordinatorDiedHalfway() {
    String code = code("north");
    EnrolmentCode open = (EnrolmentCode) ((AccessRecord) log.written().get(0)).getBody();
    log.write(
        new AccessRecord(
            EnrolmentCode.newBuilder(open).setUsedByKeyId(StoreKey.of(KEY).keyId()).build()));

    assertThat(enrolment.enrol(code, "north", KEY).getStatus()).isEqualTo(EnrolmentStatus.ENROLLED);
  }

  @Test
  void shouldRefuse_whenTheCodeIsNotTheStores() {
    String code = code("north");

    assertRefused(code, "south", KEY, "no enrolment code for store \"south\"");
    assertRefused(code.replace(code.charAt(0), 'w'), "north", KEY, "no enrolment code");
    assertRefused("", "north", KEY, "no enrolment code");
    assertThat(log.view().stores()).isEmpty();
  }

  @Test
  void shouldEnd_whenItsTimeIsOver() {
    String code = code("north");
    String second = code("south");
    clock.advance(DAY.minusMillis(1));
    assertThat(enrolment.enrol(code, "north", KEY)).isNotNull();
    clock.advance(Duration.ofMillis(1));

    assertRefused(second, "south", OTHER_KEY, "ended at");
  }

  @Test
  void shouldVoidOlderCodes_whenTheStoreIsEnrolledOrRevoked() {
    String stolen = code("north");
    String used = code("north");
    clock.advance(Duration.ofSeconds(1));
    assertThat(enrolment.enrol(used, "north", KEY)).isNotNull();
    assertRefused(stolen, "north", OTHER_KEY, "before the store was last enrolled or revoked");

    clock.advance(Duration.ofSeconds(1));
    enrolment.revoke(ADMIN, "north");
    assertRefused(used, "north", KEY, "before the store was last enrolled or revoked");
    assertThat(log.view().storeRevoked("north")).isTrue();

    clock.advance(Duration.ofSeconds(1));
    assertThat(enrolment.enrol(code("north"), "north", OTHER_KEY).getStatus())
        .isEqualTo(EnrolmentStatus.ENROLLED);
    assertThat(log.view().storeRevoked("north")).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertRefused(used, "north", KEY, "before the store was last enrolled or revoked");
  }

  @Test
  void shouldRefuse_whenAnotherStoreHasTheKey() {
    assertThat(enrolment.enrol(code("north"), "north", KEY)).isNotNull();

    assertRefused(code("south"), "south", KEY, "another store has it");
  }

  @Test
  void shouldRefuse_whenItIsNoEd25519Key() {
    String code = code("north");
    byte[] longer = Arrays.copyOf(KEY, 45);
    byte[] otherCurve = KEY.clone();
    otherCurve[8] = 0x6e; // 1.3.101.110, X25519
    for (byte[] key :
        new byte[][] {
          {}, new byte[44], longer, otherCurve, HandMade.rsa(2048).getPublic().getEncoded()
        }) {
      assertThatThrownBy(() -> enrolment.enrol(code, "north", key))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("public_key");
    }
    assertThat(enrolment.enrol(code, "north", KEY)).isNotNull(); // the code is still good
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a#b", "coordinator", "aggregator/1", "a\nb", "a\u001bb"})
  void shouldRefuseNames_thatAreOursOrCannotBe(String name) {
    assertThatThrownBy(() -> enrolment.newCode(ADMIN, name, DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("store_id");
  }

  @Test
  void shouldTakeNames_thatAnAggregatorTakes() {
    assertThat(enrolment.newCode(ADMIN, "n".repeat(120), DAY)).isNotNull();
    assertThatThrownBy(() -> enrolment.newCode(ADMIN, "n".repeat(121), DAY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("store_id: expected 1 to 120 characters");
  }

  @Test
  void shouldRefuseLives_thatAreTooLongOrNone() {
    for (Duration life : new Duration[] {Duration.ZERO, DAY.negated(), Duration.ofDays(8)}) {
      assertThatThrownBy(() -> enrolment.newCode(ADMIN, "north", life))
          .hasMessageStartingWith("life");
    }
  }

  @Test
  void shouldSaySo_whenThereIsNobodyToRevoke() {
    assertThatThrownBy(() -> enrolment.revoke(ADMIN, "north"))
        .hasMessage("there is no enrolled store \"north\"");
  }

  private String code(String storeId) {
    return enrolment.newCode(ADMIN, storeId, DAY).code();
  }

  private void assertRefused(String code, String storeId, byte[] key, String why) {
    assertThatThrownBy(() -> enrolment.enrol(code, storeId, key))
        .isInstanceOf(EnrolmentRefusedException.class)
        .hasMessageContaining(why)
        .satisfies(
            e -> {
              if (!code.isEmpty()) {
                assertThat(e.getMessage()).doesNotContain(code);
              }
            });
  }
}
