package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.identity.Caller;
import io.fedlog.coordinator.rest.limits.ClientAddress;
import io.fedlog.coordinator.rest.limits.RequestRates;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How often one may call: each token counts for itself, whatever address it comes from, and who
 * shows none that counts goes by the address. So strangers take nothing from those who are known.
 */
final class CallRates {

  /** Of each kind; about 200 bytes each. */
  private static final int MOST_REMEMBERED = 20_000;

  private final int perSecond;
  private final RequestRates tokens;
  private final RequestRates strangers;

  CallRates(int perSecond, InstantSource clock) {
    this.perSecond = perSecond;
    this.tokens = new RequestRates(clock, perSecond, perSecond, MOST_REMEMBERED);
    this.strangers = new RequestRates(clock, perSecond, perSecond, MOST_REMEMBERED);
  }

  /** From now on every request without a token counts for its address. */
  void register(RoutesConfig routes) {
    routes.before(
        ctx -> {
          if (ctx.header("Authorization") == null) {
            stranger(ctx);
          }
        });
  }

  /** Lets a caller's request through, or not. */
  void known(Caller caller) {
    String who = caller.tokenId() == null ? caller.subject() : caller.tokenId();
    require(tokens.take(who), "one token");
  }

  /** Lets the request of somebody unknown through, or not. */
  void stranger(Context ctx) {
    require(strangers.take(address(ctx)), "one address without a token that counts");
  }

  /** Where a request comes from, as limits see it. */
  static String address(Context ctx) {
    return ClientAddress.of(new InetSocketAddress(ctx.ip(), 0));
  }

  private void require(Duration wait, String of) {
    if (!wait.isZero()) {
      throw ProblemException.tooMany(
          "expected at most %d requests per second of %s: ask again later".formatted(perSecond, of),
          wait);
    }
  }
}
