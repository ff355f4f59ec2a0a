package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.StoreEnrolment;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that were ended, once whoever they name is back. */
class StandingTest {

  private static final Caller ADMIN = Caller.commandLine();
  private static final char[] PASSWORD = "correct horse battery".toCharArray();

  @TempDir Path folder;

  private final SetClock clock = new SetClock();
  private final MemoryAccess log = new MemoryAccess(clock);
  private final Enrolment enrolment = new Enrolment(log.view(), log, clock, new SecureRandom());
  private final Users users = new Users(log.view(), log, clock, new SecureRandom());
  private OwnTokens tokens;

  @BeforeEach
  void makeAKey() {
    tokens = new OwnTokens(folder, clock);
  }

  @Test
  void shouldNotCountAgain_whenItsStoreIsEnrolledAgain() {
    enrol("north");
    String stolen = tokens.ofStore("north");
    String ofAnother = tokens.ofStore("south");
    pass();
    enrolment.revoke(ADMIN, "north");
    assertRefused(Refusal.STORE_REVOKED, stolen);
    pass();
    enrol("north");

    assertRefused(Refusal.OUTDATED, stolen);
    assertCounts(tokens.ofStore("north"));
    assertCounts(ofAnother);
    pass();
    enrol("north"); // with one more key; the record of the revocation may be compacted away
    assertRefused(Refusal.OUTDATED, stolen);
    AccessView later = new AccessView();
    later.apply((StoreEnrolment) log.written().get(log.written().size() - 1));
    later.markRead();
    assertThat(refusal(later, stolen).refusal()).isEqualTo(Refusal.OUTDATED);
  }

  @Test
  void shouldGoOn_whenItsStoreGetsAnotherKeyWithoutHavingBeenRevoked() {
    enrol("north");
    String token = tokens.ofStore("north");
    pass();
    enrol("north");

    assertCounts(token);
  }

  @Test
  void shouldNotCountAgain_whenItsUserIsPutAgainAfterBeingDisabled() {
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);
    String stolen = tokens.of("ada", AccessRole.ADMIN);
    pass();
    users.disable(ADMIN, "ada");
    assertRefused(Refusal.USER_DISABLED, stolen);
    pass();
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);

    assertRefused(Refusal.OUTDATED, stolen);
    pass();
    assertCounts(tokens.of("ada", AccessRole.ADMIN));
    AccessView later = new AccessView();
    later.apply((AccessRecord) log.written().get(log.written().size() - 1), clock.instant());
    later.markRead();
    assertThat(refusal(later, stolen).refusal()).isEqualTo(Refusal.OUTDATED);
  }

  @Test
  void shouldEnd_whenItsUserGetsAnotherPasswordOrRole() {
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);
    String ofTheAdmin = tokens.of("ada", AccessRole.ADMIN);
    assertCounts(ofTheAdmin);
    pass();
    users.put(ADMIN, "ada", AccessRole.ANALYST, PASSWORD);

    NotAuthenticatedException refused = refusal(log.view(), ofTheAdmin);
    assertThat(refused.refusal()).isEqualTo(Refusal.OUTDATED);
    assertThat(refused)
        .hasMessage(
            "Expected a token issued since the user was disabled or given a password or role at"
                + " 2026-11-20T12:00:01Z, this one is of 2026-11-20T12:00:00Z. Get a new one.");
    assertCounts(tokens.of("ada", AccessRole.ANALYST));
  }

  @Test
  void shouldEnd_whenIssuedInTheSecondOfTheChange() {
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);
    clock.advance(Duration.ofMillis(700));
    String token = tokens.of("ada", AccessRole.ADMIN); // iat is 12:00:00, and was not after
    clock.advance(Duration.ofMillis(100));
    users.put(ADMIN, "ada", AccessRole.ANALYST, PASSWORD);

    assertRefused(Refusal.OUTDATED, token);
  }

  @Test
  void shouldStayEnded_whenTheClockRunsBackwards() {
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);
    clock.advance(Duration.ofSeconds(20));
    String token = tokens.of("ada", AccessRole.ADMIN);
    pass();
    users.disable(ADMIN, "ada");
    clock.advance(Duration.ofSeconds(-10));
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);

    assertRefused(Refusal.OUTDATED, token);
  }

  @Test
  void shouldNotTakeTheOidcIssuersPeople_forOurs() {
    users.put(ADMIN, "ada", AccessRole.ADMIN, PASSWORD);
    pass();
    users.disable(ADMIN, "ada");

    new Standing(log.view())
        .check(new Caller("ada", AccessRole.ADMIN, null, "j-1", Via.OIDC), SetClock.NOON);
  }

  private void enrol(String storeId) {
    pass(); // a code that is as old as the store's last change is void
    String code = enrolment.newCode(ADMIN, storeId, Duration.ofHours(1)).code();
    byte[] key = HandMade.ed25519().getPublic().getEncoded();
    assertThat(enrolment.enrol(code, storeId, key).getStoreId()).isEqualTo(storeId);
  }

  private void pass() {
    clock.advance(Duration.ofSeconds(1));
  }

  private void assertCounts(String token) {
    assertThat(verifier(log.view()).verify(token).tokenId()).isNotNull();
  }

  private void assertRefused(Refusal expected, String token) {
    assertThat(refusal(log.view(), token).refusal()).isEqualTo(expected);
  }

  private NotAuthenticatedException refusal(AccessView view, String token) {
    return catchThrowableOfType(
        NotAuthenticatedException.class, () -> verifier(view).verify(token));
  }

  private TokenVerifier verifier(AccessView view) {
    return Tokens.from(new IdentitySettings(tokens.keyFile(), "fedlog", "fedlog", null))
        .verifier(view, clock);
  }
}
