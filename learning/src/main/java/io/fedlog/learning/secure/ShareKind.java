package io.fedlog.learning.secure;

/** Which of a store's two secrets a share is of. Never are both of one store revealed. */
public enum ShareKind {
  /** The seed of its own mask: revealed when its update is in the sum. */
  SELF_MASK,
  /** The private key of its masks in common: revealed when its update is not in the sum. */
  MASK_KEY
}
