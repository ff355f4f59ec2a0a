package io.fedlog.runtime.upload;

/** An update that the aggregator would refuse; found before anything was sent. */
public final class UpdateRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;

  UpdateRefusedException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A code: wrong_length, bad_encoding, not_finite, out_of_range, bad_text. */
  public String reason() {
    return reason;
  }
}
