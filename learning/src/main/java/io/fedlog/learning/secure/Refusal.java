package io.fedlog.learning.secure;

/**
 * Why a record or a request was not followed.
 *
 * @param message what was expected, what came and what to do; never a secret
 */
public record Refusal(Reason reason, String message) {

  /** The kinds of refusal; the names may be shown to users and counted. */
  public enum Reason {
    /** Its length, its order or a number in it cannot be. */
    MALFORMED,
    /** It belongs to another round, group or outcome. */
    FOREIGN,
    /** Its sender, or a store it names, has no part in this. */
    UNKNOWN_STORE,
    /** The sender has sent this record already. */
    DUPLICATE,
    /** Its phase has not begun or is over. */
    WRONG_PHASE,
    /** A public key is of small order or not in canonical form. */
    BAD_KEY,
    /** A signature is not the sender's over these bytes. */
    BAD_SIGNATURE,
    /** An encrypted share does not open, or a share is not the one its dealer committed to. */
    BAD_SHARE,
    /** A dealer's shares agree with its commitments, but not on the secret it committed to. */
    BAD_DEALER,
    /** It differs from what was agreed to before; a second answer would betray a secret. */
    CHANGED,
    /** The log has what the store said, but the store does not remember it. */
    FORGOTTEN,
    /** Fewer stores than the terms need. */
    TOO_FEW
  }

  static RefusedException because(Reason reason, String message) {
    return new RefusedException(new Refusal(reason, message));
  }
}
