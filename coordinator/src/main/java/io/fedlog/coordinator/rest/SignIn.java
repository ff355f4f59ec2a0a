package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.audit.Matter;
import io.fedlog.coordinator.identity.AccessRights;
import io.fedlog.coordinator.identity.Act;
import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.identity.IssuedToken;
import io.fedlog.coordinator.identity.NotAuthenticatedException;
import io.fedlog.coordinator.identity.TokenIssuer;
import io.fedlog.coordinator.identity.TokenRequest;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * {@code POST /tokens}: a person's name and password for a token that ends by itself. To check a
 * password costs a quarter of a second by design, so only a few are checked at once.
 */
final class SignIn implements Handler {

  static final Duration LIFE = Duration.ofHours(1);

  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_PASSWORD = 400;
  private static final int AT_ONCE = 2;
  private static final Duration WAIT = Duration.ofSeconds(2);

  private final Access access;
  private final AccessRights rights;
  private final StrangerRates rates;
  private final Semaphore checks = new Semaphore(AT_ONCE, true);

  SignIn(Access access, AccessRights rights, StrangerRates rates) {
    this.access = access;
    this.rights = rights;
    this.rates = rates;
  }

  @Override
  public void handle(Context ctx) throws Exception {
    TokenIssuer issuer = rights.issuer();
    if (issuer == null) {
      throw ProblemException.notFound(
          "this coordinator issues no tokens: FL_TOKEN_KEY_FILE is not set there");
    }
    rates.signIn(ctx);
    Secrets body = Secrets.read(ctx);
    String name = body.text("name", LONGEST_NAME);
    rates.signInAs(name);
    Caller person = check(ctx, name, body.text("password", LONGEST_PASSWORD).toCharArray());
    IssuedToken token =
        access.once(
            ctx,
            person,
            Act.SIGN_IN,
            Matter.user(person.subject()),
            () -> {
              IssuedToken issued =
                  issuer.issue(new TokenRequest(person.subject(), person.role(), null, LIFE));
              Access.tells(ctx, "issued_token_id", issued.tokenId());
              return issued;
            });
    Bodies.answer(
        ctx,
        201,
        json -> {
          json.put("token", token.text());
          json.put("token_type", "Bearer");
          json.put("token_id", token.tokenId());
          json.put("role", person.role().name().toLowerCase(Locale.ROOT));
          json.put("expires_at", token.expiresAt().toString());
        });
  }

  private Caller check(Context ctx, String name, char[] password) throws InterruptedException {
    if (!checks.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ProblemException.tooMany("many people sign in just now: try again", WAIT);
    }
    try {
      return rights.users().signIn(name, password);
    } catch (NotAuthenticatedException e) {
      access.unknown(ctx, e);
      throw e;
    } finally {
      checks.release();
      Arrays.fill(password, '\0');
    }
  }
}
