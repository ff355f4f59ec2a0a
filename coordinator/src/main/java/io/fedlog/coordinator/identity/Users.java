package io.fedlog.coordinator.identity;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.fedlog.schemas.AccessRecord;
import io.fedlog.schemas.AccessRole;
import io.fedlog.schemas.UserAccount;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * People who sign in with a name and a password. Only bcrypt hashes are kept. Who may change people
 * is not asked here. Thread-safe.
 */
public final class Users {

  /** 2^12 rounds: about a quarter of a second, for the honest and for whoever guesses. */
  private static final int COST = 12;

  private static final int SHORTEST_PASSWORD = 12;

  /** bcrypt looks at no more, and would take two passwords that differ later for one. */
  private static final int MOST_PASSWORD_BYTES = 72;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,100}");

  /** Of no password: checked for unknown names, so that they take as long as known ones. */
  private static final char[] NOBODYS_HASH =
      "$2a$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".toCharArray();

  private final AccessView view;
  private final AccessLog log;
  private final InstantSource clock;
  private final BCrypt.Hasher hasher;

  /**
   * @param random unpredictable, for salts
   */
  public Users(AccessView view, AccessLog log, InstantSource clock, SecureRandom random) {
    this.view = view;
    this.log = log;
    this.clock = clock;
    this.hasher = BCrypt.with(random);
  }

  /**
   * Lets somebody sign in, or gives who is known another role and password; this installation's
   * tokens that name them and were issued before count no longer.
   *
   * @param password 12 characters to 72 bytes of UTF-8; the caller overwrites it afterwards
   * @throws IllegalArgumentException when the name, the role or the password cannot be
   */
  public void put(Caller by, String name, AccessRole role, char[] password) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name: expected 1 to 100 letters, digits, '.', '_', '@' and '-', came "
              + Shown.text(name));
    }
    if (role == AccessRole.STORE) {
      throw new IllegalArgumentException(
          "role: expected admin, operator or analyst, came store; stores are enrolled instead");
    }
    checkPassword(password);
    String hash = hasher.hashToString(COST, password);
    Instant now = now();
    Instant notBefore =
        view.user(name)
            .map(before -> Standing.tokensNotBefore(before.getTokensNotBefore(), now))
            .orElse(null);
    write(new UserAccount(name, role, hash, true, now, by.subject(), notBefore));
  }

  /**
   * Lets somebody sign in no longer; this installation's tokens that name them count no longer, not
   * even when the name is put again.
   *
   * @throws NoSuchElementException when nobody has that name
   */
  public void disable(Caller by, String name) {
    UserAccount user =
        view.user(name)
            .orElseThrow(() -> new NoSuchElementException("there is no user " + Shown.text(name)));
    Instant now = now();
    write(
        UserAccount.newBuilder(user)
            .setActive(false)
            .setChangedAt(now)
            .setChangedBy(by.subject())
            .setTokensNotBefore(Standing.tokensNotBefore(user.getTokensNotBefore(), now))
            .build());
  }

  /** All people, by name; those who may not sign in any more too. */
  public List<UserAccount> all() {
    return view.users();
  }

  /**
   * Who that is. Takes as long for a name that nobody has.
   *
   * @throws NotAuthenticatedException when the name, the password or both are wrong: which of them
   *     is not said
   * @throws IdentityUnavailableException before the log has been read
   */
  public Caller signIn(String name, char[] password) {
    view.requireRead();
    Optional<UserAccount> user = view.user(name);
    char[] hash =
        user.map(known -> known.getPasswordHash().toCharArray()).orElseGet(NOBODYS_HASH::clone);
    boolean fits =
        utf8Bytes(password) <= MOST_PASSWORD_BYTES
            && BCrypt.verifyer().verify(password, hash).verified;
    if (!fits || user.isEmpty() || !user.get().getActive()) {
      throw new NotAuthenticatedException(
          Refusal.WRONG_PASSWORD, "The name or the password is wrong, or the user is disabled.");
    }
    return new Caller(user.get().getName(), user.get().getRole(), null, null, Via.PASSWORD);
  }

  private void write(UserAccount user) {
    log.write(new AccessRecord(user));
    view.awaitReadBack(
        () ->
            view.user(user.getName())
                .filter(
                    now ->
                        now.getPasswordHash().equals(user.getPasswordHash())
                            && now.getActive() == user.getActive())
                .isPresent());
  }

  /** To the millisecond, as records have it. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static void checkPassword(char[] password) {
    int bytes = utf8Bytes(password);
    if (password.length < SHORTEST_PASSWORD || bytes > MOST_PASSWORD_BYTES) {
      throw new IllegalArgumentException(
          "password: expected at least %d characters and at most %d bytes, came %d and %d"
              .formatted(SHORTEST_PASSWORD, MOST_PASSWORD_BYTES, password.length, bytes));
    }
  }

  private static int utf8Bytes(char[] text) {
    return StandardCharsets.UTF_8.encode(CharBuffer.wrap(text)).remaining();
  }
}
