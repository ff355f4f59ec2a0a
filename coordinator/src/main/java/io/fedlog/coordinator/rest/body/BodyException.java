package io.fedlog.coordinator.rest.body;

/** A body that cannot be taken; the message says what was expected and what came. */
public final class BodyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it, as HTTP says it. */
  public enum Fault {
    /** Not JSON, or not the fields that were expected. */
    MALFORMED(400),
    /** Longer than is taken. */
    TOO_LARGE(413),
    /** Well-formed, but no update for its round. */
    UNFIT(422);

    private final int status;

    Fault(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Fault fault;

  private BodyException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  public static BodyException malformed(String message) {
    return new BodyException(Fault.MALFORMED, message);
  }

  public static BodyException tooLarge(String message) {
    return new BodyException(Fault.TOO_LARGE, message);
  }

  public static BodyException unfit(String message) {
    return new BodyException(Fault.UNFIT, message);
  }

  public Fault fault() {
    return fault;
  }
}
