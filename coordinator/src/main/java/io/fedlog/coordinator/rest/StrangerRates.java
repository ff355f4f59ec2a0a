package io.fedlog.coordinator.rest;

import io.fedlog.coordinator.rest.limits.RequestRates;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.InstantSource;

/**
 * How often strangers may try a code or a password: much less than they may ask otherwise. Names
 * count too, from whatever addresses they are tried.
 */
final class StrangerRates {

  private static final int MOST_REMEMBERED = 20_000;

  /** 30 passwords at once from one address, then one every two seconds. */
  private static final int SIGN_INS_OF_ADDRESS = 30;

  private static final double SIGN_INS_OF_ADDRESS_PER_SECOND = 0.5;

  /** 10 passwords at once for one name, then one every six seconds: 14,400 a day. */
  private static final int SIGN_INS_OF_NAME = 10;

  private static final double SIGN_INS_OF_NAME_PER_SECOND = 1.0 / 6;

  /** 50 codes at once from one address, then one a second: many stores may share an address. */
  private static final int ENROLMENTS_OF_ADDRESS = 50;

  private static final double ENROLMENTS_OF_ADDRESS_PER_SECOND = 1;

  private final RequestRates addresses;
  private final RequestRates names;
  private final RequestRates enrolments;

  StrangerRates(InstantSource clock) {
    addresses = rates(clock, SIGN_INS_OF_ADDRESS_PER_SECOND, SIGN_INS_OF_ADDRESS);
    names = rates(clock, SIGN_INS_OF_NAME_PER_SECOND, SIGN_INS_OF_NAME);
    enrolments = rates(clock, ENROLMENTS_OF_ADDRESS_PER_SECOND, ENROLMENTS_OF_ADDRESS);
  }

  private static RequestRates rates(InstantSource clock, double perSecond, int burst) {
    return new RequestRates(clock, perSecond, burst, MOST_REMEMBERED);
  }

  void signIn(Context ctx) {
    require(addresses.take(CallRates.address(ctx)), "passwords were tried from this address");
  }

  void signInAs(String name) {
    require(names.take(name), "passwords were tried for this name");
  }

  void enrolment(Context ctx) {
    require(enrolments.take(CallRates.address(ctx)), "codes were tried from this address");
  }

  private static void require(Duration wait, String what) {
    if (!wait.isZero()) {
      throw ProblemException.tooMany("too many " + what + ": try again later", wait);
    }
  }
}
