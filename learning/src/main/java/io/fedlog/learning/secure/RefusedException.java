package io.fedlog.learning.secure;

/** A party does not go on, for the reason named. Its state is as it was before. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  /** The reason and the message. */
  public Refusal refusal() {
    return refusal;
  }
}
