package io.fedlog.coordinator.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.UserAccount;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsersTest {

  private static final Caller ADMIN = Caller.commandLine();
  private static final String PASSWORD = "correct horse battery";

  private final SetClock clock = new SetClock();
  private final MemoryAccess log = new MemoryAccess(clock);
  private final Users users = new Users(log.view(), log, clock, new SecureRandom());

  @Test
  void shouldSignIn_withTheRightPasswordOnly() {
    put("ada", AccessRole.OPERATOR, PASSWORD);

    assertThat(signIn("ada", PASSWORD))
        .isEqualTo(new Caller("ada", AccessRole.OPERATOR, null, null, Via.PASSWORD));
    assertRefused("ada", PASSWORD + "x");
    assertRefused("ada", PASSWORD.substring(1));
    assertRefused("ada", "");
    assertRefused("Ada", PASSWORD);
    assertRefused("nobody", PASSWORD);
    assertRefused("nobody", "abc123xyz"); // of the hash that unknown names are checked against
  }

  @Test
  void shouldKeepNoPassword_andASaltOfItsOwn() {
    put("ada", AccessRole.ADMIN, PASSWORD);
    put("bob", AccessRole.ADMIN, PASSWORD);

    UserAccount ada = (UserAccount) ((AccessRecord) log.written().get(0)).getBody();
    UserAccount bob = (UserAccount) ((AccessRecord) log.written().get(1)).getBody();
    assertThat(ada.getPasswordHash()).startsWith("$2a$12$").hasSize(60);
    assertThat(ada.getPasswordHash()).isNotEqualTo(bob.getPasswordHash());
    assertThat(log.written().toString()).doesNotContain(PASSWORD);
  }

  @Test
  void shouldReplaceThePasswordAndRole_whenPutAgain() {
    put("ada", AccessRole.ADMIN, PASSWORD);
    put("ada", AccessRole.ANALYST, "another long password");

    assertRefused("ada", PASSWORD);
    assertThat(signIn("ada", "another long password").role()).isEqualTo(AccessRole.ANALYST);
    assertThat(users.all()).hasSize(1);
  }

  @Test
  void shouldNotSignIn_whenDisabled() {
    put("ada", AccessRole.ADMIN, PASSWORD);
    users.disable(ADMIN, "ada");

    assertRefused("ada", PASSWORD);
    assertThat(users.all().get(0).getActive()).isFalse();
    assertThatThrownBy(() -> users.disable(ADMIN, "eve")).hasMessageContaining("\"eve\"");
  }

  @Test
  void shouldNotTakeTwoLongPasswordsForOne() {
    String longest = "x".repeat(72); // bcrypt sees 72 bytes
    put("ada", AccessRole.ADMIN, longest);

    assertThat(signIn("ada", longest).subject()).isEqualTo("ada");
    assertRefused("ada", longest + "y");
    assertRefused("ada", "x".repeat(71));
    assertThatThrownBy(() -> put("bob", AccessRole.ADMIN, "x".repeat(73)))
        .hasMessageStartingWith("password: expected at least 12 characters and at most 72 bytes");
    assertThatThrownBy(() -> put("bob", AccessRole.ADMIN, "é".repeat(37)))
        .hasMessageContaining("came 37 and 74");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "elevenchars"})
  void shouldRefuseShortPasswords_withoutShowingThem(String password) {
    assertThatThrownBy(() -> put("ada", AccessRole.ADMIN, password))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e -> assertThat(password.isEmpty() || !e.getMessage().contains(password)).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a\nb", "é"})
  void shouldRefuseNames_thatWouldNotReadWell(String name) {
    assertThatThrownBy(() -> put(name, AccessRole.ADMIN, PASSWORD)).hasMessageStartingWith("name");
  }

  @Test
  void shouldRefuseTheRoleOfAStore() {
    assertThatThrownBy(() -> put("ada", AccessRole.STORE, PASSWORD)).hasMessageStartingWith("role");
  }

  @Test
  void shouldSayNeitherYesNorNo_beforeTheLogIsRead() {
    Users early = new Users(new AccessView(), log, clock, new SecureRandom());

    assertThatThrownBy(() -> early.signIn("ada", PASSWORD.toCharArray()))
        .isInstanceOf(IdentityUnavailableException.class);
  }

  private void put(String name, AccessRole role, String password) {
    users.put(ADMIN, name, role, password.toCharArray());
  }

  private Caller signIn(String name, String password) {
    return users.signIn(name, password.toCharArray());
  }

  private void assertRefused(String name, String password) {
    NotAuthenticatedException refused =
        catchThrowableOfType(NotAuthenticatedException.class, () -> signIn(name, password));
    assertThat(refused.refusal()).isEqualTo(Refusal.WRONG_PASSWORD);
    // The same words whatever was wrong.
    assertThat(refused).hasMessage("The name or the password is wrong, or the user is disabled.");
  }
}
