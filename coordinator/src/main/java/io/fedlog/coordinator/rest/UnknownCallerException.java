package io.fedlog.coordinator.rest;

/** A token that does not prove who calls. */
public final class UnknownCallerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param reason told to the caller; never holds the token
   */
  public UnknownCallerException(String reason) {
    super(reason);
  }
}
