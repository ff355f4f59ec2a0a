package io.fedlog.coordinator.rest;

/** Tells who calls from the token that came with the call. Thread-safe. */
@FunctionalInterface
public interface Callers {

  /**
   * The caller.
   *
   * @throws UnknownCallerException when the token does not prove who calls; its message says why
   *     and never repeats the token
   */
  Caller of(String token);

  /** Believes nobody: for installations where nobody issues tokens. */
  static Callers nobody() {
    return token -> {
      throw new UnknownCallerException("this coordinator knows no issuer of tokens");
    };
  }
}
