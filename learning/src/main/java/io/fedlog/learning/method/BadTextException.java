package io.fedlog.learning.method;

/** A payload is not sorted unique UTF-8 lines. */
final class BadTextException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String detail;

  BadTextException(String detail) {
    super(detail);
    this.detail = detail;
  }

  String detail() {
    return detail;
  }
}
