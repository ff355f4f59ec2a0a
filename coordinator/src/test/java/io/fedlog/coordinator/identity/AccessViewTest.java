package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.EnrolmentCode;
import io.fedlog.schemas.TokenRevocation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AccessViewTest {

  private static final Instant NOON = SetClock.NOON;

  private final AccessView view = new AccessView();

  @Test
  void shouldForgetARevocation_longAfterTheTokensEnd() {
    view.apply(revocation("a", NOON.plusSeconds(60)), NOON);
    view.apply(revocation("b", NOON.plusSeconds(9000)), NOON.plusSeconds(3660));
    assertThat(view.revoked("a")).isTrue();

    view.apply(revocation("c", NOON.plusSeconds(9000)), NOON.plusSeconds(3661));
    assertThat(view.revoked("a")).isFalse();
    assertThat(view.revoked("b")).isTrue();
    assertThat(view.revoked("c")).isTrue();
  }

  @Test
  void shouldKeepWhoUsedACodeFirst_whateverIsWrittenLater() {
    view.apply(code(null), NOON);
    view.apply(code("first"), NOON);
    view.apply(code("second"), NOON);
    view.apply(code(null), NOON);

    assertThat(view.code("00".repeat(32)).orElseThrow().getUsedByKeyId()).isEqualTo("first");
  }

  @Test
  void shouldKnowNothing_beforeTheLogIsRead() {
    assertThatThrownBy(view::requireRead).isInstanceOf(IdentityUnavailableException.class);
    view.markRead();
    view.requireRead();
  }

  @Test
  void shouldRevokeById_neverByTheTokenItself() {
    SetClock clock = new SetClock();
    MemoryAccess log = new MemoryAccess(clock);
    Revocations revocations = new Revocations(log.view(), log, clock);

    for (String text : new String[] {"", "a b", "a".repeat(201), "eyJhbGciOiJ.eyJpc3MiOiJ.c2ln"}) {
      assertThatThrownBy(() -> revocations.revoke(Caller.commandLine(), text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("token_id")
          .hasMessageNotContaining("eyJ");
    }
    revocations.revoke(Caller.commandLine(), "j-1");

    TokenRevocation written = (TokenRevocation) ((AccessRecord) log.written().get(0)).getBody();
    assertThat(log.written()).hasSize(1);
    assertThat(written.getRevokedBy()).isEqualTo("command-line");
    // The longest life of a token, and 30 s of skew at either end.
    assertThat(Duration.between(NOON, written.getExpiresAt()))
        .isEqualTo(Duration.ofHours(24).plusSeconds(60));
  }

  private static AccessRecord revocation(String tokenId, Instant end) {
    return new AccessRecord(new TokenRevocation(tokenId, end, NOON, "ada"));
  }

  private static AccessRecord code(String usedBy) {
    return new AccessRecord(
        EnrolmentCode.newBuilder()
            .setCodeSha256(ByteBuffer.wrap(new byte[32]))
            .setStoreId("north")
            .setCreatedAt(NOON)
            .setExpiresAt(NOON.plusSeconds(60))
            .setCreatedBy("ada")
            .setUsedByKeyId(usedBy)
            .build());
  }
}
